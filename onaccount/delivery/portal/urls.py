"""The addresses of the partners' portal: nouns; POST creates."""

from django.urls import path

from onaccount.delivery.portal.views import contracts, customers, drafts, entry, people, second_factor

urlpatterns = [
    path("", customers.home, name="portal"),
    path("login/", entry.login, name="portal_login"),
    path("logout/", entry.logout, name="portal_logout"),
    path("password/reset/", entry.forgotten, name="portal_forgotten"),
    path("password/reset/done/", entry.forgotten_done, name="portal_forgotten_done"),
    path("welcome/<str:token>/", entry.welcome, name="portal_welcome"),
    path("customers/", customers.customers, name="portal_customers"),
    path("customers/<number:number>/", customers.customer, name="portal_customer"),
    path("customers/<number:number>/answers/<uuid:item>/", customers.answer, name="portal_answer"),
    path("customers/<number:number>/contracts/", contracts.new, name="portal_contracts"),
    path("customers/<number:number>/contracts/<number:contract>/", contracts.one, name="portal_contract"),
    path("customers/<number:number>/contracts/<number:contract>/end/", contracts.end, name="portal_contract_end"),
    path("applications/", drafts.new, name="portal_draft_new"),
    path("applications/<uuid:key>/", drafts.draft, name="portal_draft"),
    path("applications/<uuid:key>/removal/", drafts.removal, name="portal_draft_removal"),
    path("applications/<uuid:key>/papers/", drafts.papers, name="portal_papers"),
    path("applications/<uuid:key>/papers/<uuid:paper>/removal/", drafts.paper_removal, name="portal_paper_removal"),
    path("people/", people.people, name="portal_people"),
    path("people/<number:key>/", people.one, name="portal_person"),
    path("people/<number:key>/end/", people.end, name="portal_person_end"),
    path("second-factor/", second_factor.second_factor, name="portal_second_factor"),
    path("second-factor/<number:key>/removal/", second_factor.removal, name="portal_second_factor_removal"),
]
