from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None = None) -> User:
        """Make a person who can sign in; without a password, only by another way."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. Whom they act for, and since when, is a membership."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        # Otherwise Jo@ and jo@ could be two people.
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case")]

    def __str__(self) -> str:
        return self.name
