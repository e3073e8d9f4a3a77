#include "server/style/breaks.h"

#include <math.h>

// The different values, with sums over all up to each: sums of values and of
// squares are taken around the mean, so that large numbers close together keep
// their digits.
struct heap {
    double *values;
    double *weights, *sums, *squares;  // over the values before this one
    size_t count;
};

static bool gather(struct arena *arena, const double *values, size_t count,
                   struct heap *out)
{
    double mean = 0;
    for (size_t i = 0; i < count; i++) mean += values[i] / (double)count;
    out->values = ARENA_ARRAY(arena, double, count + 1);
    out->weights = ARENA_ARRAY(arena, double, count + 2);
    out->sums = ARENA_ARRAY(arena, double, count + 2);
    out->squares = ARENA_ARRAY(arena, double, count + 2);
    if (!out->values || !out->weights || !out->sums || !out->squares)
        return false;
    for (size_t i = 0; i < count;) {
        size_t next = i;
        while (next < count && !(values[next] > values[i])) next++;
        size_t n = out->count++;
        double weight = (double)(next - i), off = values[i] - mean;
        out->values[n] = values[i];
        out->weights[n + 1] = out->weights[n] + weight;
        out->sums[n + 1] = out->sums[n] + weight * off;
        out->squares[n + 1] = out->squares[n] + weight * off * off;
        i = next;
    }
    return true;
}

// The squared distances of the values from ... to - 1 to their mean.
static double cost(const struct heap *h, size_t from, size_t to)
{
    double weight = h->weights[to] - h->weights[from];
    double sum = h->sums[to] - h->sums[from];
    double square = h->squares[to] - h->squares[from];
    return fmax(square - sum * sum / weight, 0);
}

// Costs of the best classes of the first values: `before` with a class less,
// `now` with the last class as it is being found; `cuts` says where that
// begins.
struct row {
    const struct heap *heap;
    const double *before;
    double *now;
    size_t *cuts;
};

// Finds now[low … high - 1], whose cuts lie in first … last. The cut of a later
// value is never before that of an earlier one (the costs satisfy the
// quadrangle inequality), so the middle one halves what is left to try:
// n log n steps instead of n². Of equal costs the earlier cut counts.
static void find_row(const struct row *row, size_t low, size_t high,
                     size_t first, size_t last)
{
    if (low >= high) return;
    size_t middle = low + (high - low) / 2, best = first;
    double least = INFINITY;
    for (size_t cut = first; cut <= last && cut < middle; cut++) {
        double sum = row->before[cut] + cost(row->heap, cut, middle);
        if (!(sum < least)) continue;
        least = sum;
        best = cut;
    }
    row->now[middle] = least;
    row->cuts[middle] = best;
    find_row(row, low, middle, first, best);
    find_row(row, middle + 1, high, best, last);
}

// Fisher's exact optimum (1958), which Jenks made known: dynamic programming
// over the number of classes.
static bool find_jenks(struct arena *arena, const struct heap *h,
                       size_t classes, double *bounds)
{
    size_t n = h->count, *cuts[CLASSES_MAX];
    double *before = ARENA_ARRAY(arena, double, n + 1);
    double *now = ARENA_ARRAY(arena, double, n + 1);
    if (!before || !now) return false;
    for (size_t i = 1; i <= n; i++) before[i] = cost(h, 0, i);
    for (size_t k = 1; k < classes; k++) {
        cuts[k] = ARENA_ARRAY(arena, size_t, n + 1);
        if (!cuts[k]) return false;
        const struct row row = { h, before, now, cuts[k] };
        find_row(&row, k + 1, n + 1, k, n - 1);
        double *spare = before;
        before = now;
        now = spare;
    }
    for (size_t k = classes, end = n; k > 1; k--) {
        end = cuts[k - 1][end];
        bounds[k - 2] = h->values[end];
    }
    return true;
}

// A class ends with the value at rank ceil(i n / classes); the next begins with
// the next larger value.
static size_t find_quantiles(const double *values, size_t count, size_t classes,
                             double *bounds)
{
    size_t found = 0;
    for (size_t i = 1; i < classes; i++) {
        size_t rank = (i * count + classes - 1) / classes;
        double end = values[rank ? rank - 1 : 0];
        while (rank < count && !(values[rank] > end)) rank++;
        if (rank == count) break;
        if (found && !(values[rank] > bounds[found - 1])) continue;
        bounds[found++] = values[rank];
    }
    return found;
}

static size_t find_equal(const double *values, size_t count, size_t classes,
                         double *bounds)
{
    double least = values[0], most = values[count - 1];
    for (size_t i = 1; i < classes; i++)
        bounds[i - 1] = least + (most - least) * ((double)i / (double)classes);
    return classes - 1;
}

bool breaks_find(struct arena *arena, const double *values, size_t count,
                 enum break_method method, size_t classes, double *bounds,
                 size_t *bound_count, struct error *err)
{
    struct heap heap = { 0 };
    *bound_count = 0;
    if (!count || !(values[count - 1] > values[0])) return true;
    if (!gather(arena, values, count, &heap))
        return error_set(err, ERROR_NO_MEMORY, "no room for class breaks");
    switch (method) {
    case BREAKS_QUANTILE:
        *bound_count = find_quantiles(values, count, classes, bounds);
        return true;
    case BREAKS_EQUAL:
        *bound_count = find_equal(values, count, classes, bounds);
        return true;
    case BREAKS_JENKS: break;
    }
    if (classes > heap.count) classes = heap.count;
    *bound_count = classes - 1;
    return find_jenks(arena, &heap, classes, bounds) ||
           error_set(err, ERROR_NO_MEMORY, "no room for class breaks");
}
