"""The addresses of the office: nouns; POST creates."""

from django.urls import path, register_converter

from onaccount.delivery.office.views import (
    business,
    customers,
    entry,
    import_rows,
    imports,
    letters,
    schedules,
    stage,
    status,
    undoing,
    waves,
)


class Number:
    """A customer's number: no sign, no leading zero, none that the database cannot hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Number, "number")

urlpatterns = [
    path("", customers.home, name="office"),
    path("login/", entry.login, name="account_login"),
    path("logout/", entry.logout, name="account_logout"),
    path("password/reset/", entry.forgotten, name="office_forgotten"),
    path("password/reset/done/", entry.forgotten_done, name="office_forgotten_done"),
    path("welcome/<str:token>/", entry.welcome, name="office_welcome"),
    path("customers/", customers.customers, name="customers"),
    path("customers/new/", customers.new, name="customer_new"),
    path("customers/status/", status.statuses, name="statuses"),
    path("customers/status/undo/", status.undo_all, name="statuses_undo"),
    path("customers/waves/", waves.choice, name="wave_choice"),
    path("customers/<number:number>/", customers.customer, name="customer"),
    path("customers/<number:number>/details/", customers.details, name="customer_details"),
    path("customers/<number:number>/status/", status.status, name="status"),
    path("customers/<number:number>/status/undo/", status.undo, name="status_undo"),
    path("customers/<number:number>/stage/", stage.stage, name="stage"),
    path("customers/<number:number>/letters/", status.letters, name="customer_letters"),
    path("imports/", imports.imports, name="imports"),
    path("imports/template.csv", imports.template, {"suffix": "csv"}, name="import_template_csv"),
    path("imports/template.xlsx", imports.template, {"suffix": "xlsx"}, name="import_template_xlsx"),
    path("imports/schedules/", schedules.schedules, name="schedules"),
    path("imports/schedules/new/", schedules.new, name="schedule_new"),
    path("imports/schedules/times/", schedules.times, name="schedule_times"),
    path("imports/schedules/<number:number>/", schedules.schedule, name="schedule"),
    path("imports/schedules/<number:number>/plan/", schedules.plan, name="schedule_plan"),
    path("imports/schedules/<number:number>/runs/", schedules.runs, name="schedule_runs"),
    path("imports/schedules/<number:number>/pause/", schedules.pause, name="schedule_pause"),
    path("imports/schedules/<number:number>/key/", schedules.host_key, name="schedule_key"),
    path("imports/schedules/<number:number>/removal/", schedules.removal, name="schedule_removal"),
    path("imports/<uuid:key>/", imports.one, name="import"),
    path("imports/<uuid:key>/columns/", imports.columns, name="import_columns"),
    path("imports/<uuid:key>/rehearsal/", import_rows.rehearsal, name="import_rehearsal"),
    path("imports/<uuid:key>/rows/<number:row>/", import_rows.row, name="import_row"),
    path("imports/<uuid:key>/apply/", imports.apply, name="import_apply"),
    path("imports/<uuid:key>/cancel/", imports.cancel, name="import_cancel"),
    path("imports/<uuid:key>/undo/", undoing.undo, name="import_undo"),
    path("imports/<uuid:key>/rejects/", imports.rejects, name="import_rejects"),
    path("waves/", waves.waves, name="waves"),
    path("waves/<number:key>/", waves.one, name="wave"),
    path("waves/<number:key>/opening/", waves.opening, name="wave_opening"),
    path("waves/<number:key>/plan/", waves.plan, name="wave_plan"),
    path("waves/<number:key>/pause/", waves.pause, name="wave_pause"),
    path("waves/<number:key>/cancellation/", waves.cancellation, name="wave_cancellation"),
    path("waves/<number:key>/members/", waves.members, name="wave_members"),
    path("waves/<number:key>/members/removal/", waves.removal, name="wave_member_removal"),
    path("outbox/", letters.outbox, name="outbox"),
    path("outbox/<str:name>/", letters.outbox_letter, name="outbox_letter"),
    path("business/", business.business, name="business"),
    path("components/", business.components, name="components"),
]
