"""The door of machines: /api/v1, JSON in and out, a token in the header Authorization.

How a resource is added:

1. A module with the noun's name holds `resource = Resource("Heading")` and one function per operation:

       @resource.post("/customers/{number:number}/notes", right=Right.EDIT_CUSTOMERS, answer=Note, summary="Add a note")
       def add_note(request: ApiRequest, number: int, note: NewNote) -> HttpResponse:
           '''What the documentation says below the summary.'''
           key = write_note(customer=number, text=note.text, by=request.actor, at=timezone.now())
           return told(201, shown(...), headers={"Location": ...})

   A view translates in, calls one action, translates out with `told(status, value)`. The name of the function is the
   operationId. Path converters: `number` for numbers of ours, `uuid`, `str`. Query parameters: `wanted: Query[Wanted]`.
2. Bodies are pydantic models on `shapes.Taken` (unknown fields are refused), answers on `shapes.Told`, lists on
   `shapes.Listed`: {"items", "next"}; a cursor is opaque. What a text field may hold is the field table's to say.
3. urls.py: the resource into RESOURCES. tests/house/routes.py: a line per address with Who.TOKEN.
   tests/delivery/api/operations.py: a Sample per operation, or the matrix of tokens and operations fails.
   What belongs to a customer: its name into `customers.PARTS`, so that the customer links to it.

What comes by itself: the token and its right (401, 403, 429), strict JSON (400, 413, 415), misshapen bodies and unknown
parameters (422, each field named), Idempotency-Key on every POST (the view knows nothing of it), any `Refused` that is
raised as a problem document by its code, sentence, cure, status and `field`, 404 and 405 too, no-store, OpenAPI.
`NotUsable([FieldError.of("name", refusal), ...])` refuses several fields at once. `problems=(404, 409)` names statuses
that an operation refuses with beside the usual ones, `headers=("Location",)` headers that it answers with.
"""
