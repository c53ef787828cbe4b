from django.urls import path

from sharewell.children import load_views, review_views, views

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
    path("children/<slug:reference>", views.child, name="child"),
    path("children/<slug:reference>/open", views.reason, name="reason"),
    path("children/<slug:reference>/number", views.number, name="number"),
    path("children/<slug:reference>/part", review_views.part, name="part"),
]
