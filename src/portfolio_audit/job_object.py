"""What a worker and its git may use on Windows, and that git ends when the worker does: a job object.

A process that is in a job has all that it starts in there, too, and the job ends with the last handle to it.
"""

import ctypes
import logging
import sys
from functools import cache

log = logging.getLogger(__name__)
_EXTENDED_LIMIT_INFORMATION = 9
_PROCESS_MEMORY, _KILL_ON_JOB_CLOSE = 0x100, 0x2000


class Limits(ctypes.Structure):
    """`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`."""

    _fields_ = (
        ("process_user_time", ctypes.c_int64),
        ("job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def contain(memory_bytes: int) -> None:
    """From now on, no process of this one's gets more memory. If the system refuses, the log says so."""
    if sys.platform == "win32":
        limits = Limits(flags=_PROCESS_MEMORY | _KILL_ON_JOB_CLOSE, process_memory=memory_bytes)
        kernel = _kernel()
        if not kernel.SetInformationJobObject(
            _job(), _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)
        ):
            log.warning("the memory is not limited: %s", ctypes.WinError(ctypes.get_last_error()))


if sys.platform == "win32":

    @cache
    def _job() -> ctypes.c_void_p:
        """The job that this process is in from the first call on; its handle is never closed."""
        kernel = _kernel()
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        if not kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess())):
            log.warning("git is not tied to this process: %s", ctypes.WinError(ctypes.get_last_error()))
        return job

    @cache
    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = ctypes.c_void_p
        kernel.CreateJobObjectW.argtypes = (handle, ctypes.c_wchar_p)
        kernel.CreateJobObjectW.restype = handle
        kernel.GetCurrentProcess.argtypes = ()
        kernel.GetCurrentProcess.restype = handle
        kernel.AssignProcessToJobObject.argtypes = (handle, handle)
        kernel.SetInformationJobObject.argtypes = (handle, ctypes.c_int, handle, ctypes.c_uint32)
        return kernel
