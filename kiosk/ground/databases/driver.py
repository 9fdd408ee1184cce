"""PostgreSQL's driver. Importing this loads it, which kiosk/__init__.py keeps others from."""

import sys

import peewee  # noqa: F401 # before the driver, which it would load otherwise

if sys.modules.get("psycopg", ...) is None:
    del sys.modules["psycopg"]
import psycopg
from psycopg.adapt import Loader, Transformer
from psycopg.pq import TransactionStatus

__all__ = ["Loader", "TransactionStatus", "Transformer", "psycopg"]
