"""Cluster: chunks made by Dask workers, on this machine or others; only the driver writes to the store."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import logging
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from experiments.runs.model import model_digest
from experiments.runs.sweep.chunks import make
from experiments.runs.sweep.driver import Timed
from experiments.runs.sweep.errors import StoreError
from experiments.runs.sweep.plan import Plan

AHEAD = 4
"""Chunks asked for at a time, for each thread of the workers."""
RETRIES = 3
WAIT = "30s"


@dataclass(frozen=True)
class OnCluster:
    """Makes chunks on Dask workers, each chunk in one thread.

    Attributes
    ----------
    address : str
        ``local`` starts workers on this machine; else that of a scheduler, as ``tcp://host:8786``.
    workers : int or None
        Workers to start where it is local; None for one on each processor.
    """

    address: str
    workers: int | None = None

    def made(self, plan: Plan, numbers: Iterable[int]) -> Iterator[Timed]:
        """Return the chunks of these numbers as they come; a worker that dies costs nothing but time."""
        left = iter(numbers)
        first = next(left, None)
        if first is None:
            return
        distributed = _distributed()
        try:
            yield from self._chunks(distributed, plan, first, left)
        except OSError as error:  # CommClosedError, where the scheduler is gone
            raise self._gone(error) from None
        except (CancelledError, TimeoutError) as error:
            raise self._gone(error) from None

    def _gone(self, error: BaseException) -> StoreError:
        return StoreError(
            f"--cluster is {self.address!r}: the scheduler or the network to it is gone ({type(error).__name__}). What "
            "was stored before is safe. Start the scheduler and its workers again, then give the same command again: "
            "it goes on from there."
        )

    def _chunks(self, distributed: Any, plan: Plan, first: int, left: Iterator[int]) -> Iterator[Timed]:
        with ExitStack() as stack:
            stack.enter_context(_quiet_loggers())
            client = self._client(distributed, stack)
            threads = sum(client.nthreads().values()) or 1
            shared = client.scatter(plan, broadcast=True)
            number_of: dict[str, int] = {}
            lost: dict[int, int] = {}

            def asked(number: int) -> Any:
                future = client.submit(_made, shared, number, pure=False, retries=RETRIES)
                number_of[future.key] = number
                return future

            ahead = [asked(number) for number in itertools.chain([first], itertools.islice(left, AHEAD * threads - 1))]
            waiting = distributed.as_completed(ahead, loop=client.loop)
            del ahead
            for future in waiting:
                number = number_of.pop(future.key)
                try:
                    timed = future.result()
                except CancelledError as error:  # the worker died with the chunk, or with the plan
                    lost[number] = lost.get(number, 0) + 1
                    if lost[number] > RETRIES:
                        raise StoreError(
                            f"chunk {number} was lost {lost[number]} times with its worker ({error}). What was stored "
                            "before is safe. Look at the workers, then give the same command again."
                        ) from None
                    shared = client.scatter(plan, broadcast=True)
                    waiting.add(asked(number))
                    continue
                except distributed.KilledWorker as error:
                    raise StoreError(
                        f"workers died again and again over one chunk ({error}). What was stored before is safe. Look "
                        "at their memory; without --cluster the chunk is made here, which shows more."
                    ) from None
                yield timed
                for number in itertools.islice(left, 1):
                    waiting.add(asked(number))

    def _client(self, distributed: Any, stack: ExitStack) -> Any:
        from simulation.engine.compiled.ensemble import threads_to_use

        if self.address == "local":
            address: Any = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=threads_to_use(self.workers),
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",  # any free port: the usual one may be taken
                    scheduler_kwargs={"dashboard": False},
                    host="127.0.0.1",
                    silence_logs=50,
                )
            )
        else:
            address = self.address
        try:
            client = stack.enter_context(distributed.Client(address, timeout=WAIT, set_as_default=False))
            client.wait_for_workers(1, timeout=WAIT)
        except (OSError, TimeoutError, ValueError) as error:
            raise StoreError(
                f"--cluster is {self.address!r}: no scheduler with workers answers there ({type(error).__name__}). "
                "Allowed: local, or the address of a scheduler, as tcp://host:8786. Start it and its workers first."
            ) from None
        return client


@contextlib.contextmanager
def _quiet_loggers() -> Iterator[None]:
    """Keep what Dask and asyncio log of a lost connection off the terminal: it is told in one message."""
    known = [*logging.root.manager.loggerDict, "distributed", "asyncio", "tornado"]  # each may have a level of its own
    loggers = [
        logging.getLogger(name) for name in known if name.partition(".")[0] in ("distributed", "asyncio", "tornado")
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _made(plan: Plan, number: int) -> Timed:
    """Make a chunk, on a worker."""
    if model_digest() != plan.model:
        raise StoreError(
            f"a worker has the model {model_digest()[:12]}, and the store has {plan.model[:12]}. Allowed: the same "
            "sources on all machines. Install the same commit there."
        )
    start = time.perf_counter()
    made = make(plan, plan.chunk(number), threads=1)
    return Timed(made, time.perf_counter() - start)


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise StoreError(
            "--cluster needs Dask, which is not installed. Install it: pip install 'enabling-bubbles[cluster]'. "
            "--shard works without."
        ) from None
