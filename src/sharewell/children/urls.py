from django.urls import path

from sharewell.children import doubt_views, following_views, guarding_views, load_views, review_views, views

app_name = "children"
urlpatterns = [
    path("children", views.find, name="find"),
    path("children/found", views.found, name="found"),
    path("children/add", views.add, name="add"),
    path("children/review", review_views.review, name="review"),
    path("children/review/<int:possible>", review_views.pair, name="pair"),
    path("children/load", load_views.load, name="load"),
    path("children/load/<int:number>", load_views.delivery, name="delivery"),
    path("children/load/<int:number>/faults", load_views.faults, name="faults"),
    path("children/joined/<int:number>/undo", review_views.undo, name="undo"),
    path("children/guarded", guarding_views.guarded, name="guarded"),
    path("children/home", guarding_views.home, name="home"),
    path("children/openings", guarding_views.openings, name="openings"),
    path("children/openings/<int:number>", guarding_views.opening, name="opening"),
    path("children/signs", guarding_views.signs, name="signs"),
    path("children/missing", following_views.missing_list, name="missing"),
    path("children/doubts", doubt_views.doubts, name="doubts"),
    path("children/doubts/<int:number>", doubt_views.answer, name="answer"),
    path("children/<slug:reference>", views.child, name="child"),
    path("children/<slug:reference>/destroyed", guarding_views.proof, name="proof"),
    path("children/<slug:reference>/looked", guarding_views.who_looked, name="looked"),
    path("children/<slug:reference>/note/<slug:kind>", guarding_views.note, name="note"),
    path("children/<slug:reference>/doubt", doubt_views.doubt, name="doubt"),
    path("children/<slug:reference>/<slug:deed>/<slug:kind>/<int:number>", following_views.follow, name="follow"),
    path("children/<slug:reference>/shield", guarding_views.shield, name="shield"),
    path("children/<slug:reference>/unshield", guarding_views.unshield, name="unshield"),
    path("children/<slug:reference>/shielded", guarding_views.ask_to_open, name="open-shielded"),
    path("children/<slug:reference>/shielded/<int:asked>", guarding_views.confirm, name="confirm"),
    path("children/<slug:reference>/open", views.reason, name="reason"),
    path("children/<slug:reference>/number", views.number, name="number"),
    path("children/<slug:reference>/part", review_views.part, name="part"),
]
