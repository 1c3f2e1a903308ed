/* A clock that is wrong by as many seconds as WRONG_CLOCK_SECONDS says. Loaded into a node in front of the C library (LD_PRELOAD). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    static long wrong;
    if (real == NULL) {
        const char *seconds = getenv("WRONG_CLOCK_SECONDS");
        wrong = seconds == NULL ? 0 : atol(seconds);
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    }
    int result = real(id, at);
    if (result == 0 && id == CLOCK_REALTIME) {
        at->tv_sec += wrong;
    }
    return result;
}
