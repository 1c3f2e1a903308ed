/* A disk that fails when it is told to. Loaded into a node in front of the C library (LD_PRELOAD); FaultyDisk.java maps the same plan. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2 };

struct plan {
    _Atomic int32_t armed;
    _Atomic int32_t operations; /* which of them fail */
    _Atomic int32_t countdown;  /* the how manieth of these */
    _Atomic int32_t error;
    _Atomic int32_t sticky;     /* whether all later ones fail too */
    _Atomic int32_t hits;
    _Atomic int32_t syncs_after; /* of the same files, after a failed one */
    _Atomic int32_t sync_failed;
    char path[512]; /* the end of the names of files that fail; one that ends with a slash is a directory anywhere in it */
};

static struct plan *plan_of_process(void)
{
    static _Atomic(struct plan *) mapped;
    struct plan *known = atomic_load(&mapped);
    if (known != NULL)
        return known;
    const char *file = getenv("TOCSIN_FAULT_PLAN");
    if (file == NULL)
        return NULL;
    int fd = open(file, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    void *memory = mmap(NULL, sizeof(struct plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory == MAP_FAILED)
        return NULL;
    atomic_store(&mapped, memory);
    return memory;
}

static int concerns(const struct plan *plan, int fd)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    size_t wanted = strlen(plan->path);
    if (wanted == 0)
        return 0;
    if (plan->path[wanted - 1] == '/')
        return strstr(path, plan->path) != NULL;
    return (size_t)length >= wanted && strcmp(path + length - wanted, plan->path) == 0;
}

/* The error with which this call fails; 0 if it does not. */
static int failure(int fd, int operation)
{
    struct plan *plan = plan_of_process();
    if (plan == NULL || !plan->armed || !concerns(plan, fd))
        return 0;
    if (operation == SYNC && plan->sync_failed)
        plan->syncs_after++;
    if (!(plan->operations & operation))
        return 0;
    int left = atomic_fetch_sub(&plan->countdown, 1);
    if (left > 1 || (left < 1 && !plan->sticky))
        return 0;
    plan->hits++;
    if (operation == SYNC)
        plan->sync_failed = 1;
    return plan->error;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL(fd, operation)                    \
    do {                                       \
        int error_ = failure((fd), operation); \
        if (error_ != 0) {                     \
            errno = error_;                    \
            return -1;                         \
        }                                      \
    } while (0)

ssize_t write(int fd, const void *bytes, size_t count)
{
    FAIL(fd, WRITE);
    return NEXT(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    FAIL(fd, WRITE);
    return NEXT(pwrite)(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
    FAIL(fd, WRITE);
    return NEXT(pwrite64)(fd, bytes, count, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    FAIL(fd, WRITE);
    return NEXT(writev)(fd, parts, count);
}

int fsync(int fd)
{
    FAIL(fd, SYNC);
    return NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    FAIL(fd, SYNC);
    return NEXT(fdatasync)(fd);
}
