#include "geo/orient.h"

enum { PRODUCTS = 6, PARTS_MAX = 2 * PRODUCTS };

// A sum kept exactly, as doubles that do not overlap, smallest first.
struct exact {
    double parts[PARTS_MAX];
    int count;
};

static void exact_add(struct exact *sum, double value)
{
    int kept = 0;
    for (int i = 0; i < sum->count; i++) {
        double part = sum->parts[i];
        double total = value + part;
        double virtual_part = total - value;
        double error = (value - (total - virtual_part)) + (part - virtual_part);
        if (error != 0) sum->parts[kept++] = error;
        value = total;
    }
    if (value != 0) sum->parts[kept++] = value;
    sum->count = kept;
}

static void exact_add_product(struct exact *sum, double a, double b)
{
    double product = a * b;
    exact_add(sum, fma(a, b, -product));
    exact_add(sum, product);
}

// The determinant of orient, multiplied out so that no difference is rounded.
int orient_exact(struct point a, struct point b, struct point p)
{
    struct exact sum = { .count = 0 };
    exact_add_product(&sum, a.x, b.y);
    exact_add_product(&sum, -a.x, p.y);
    exact_add_product(&sum, -p.x, b.y);
    exact_add_product(&sum, -a.y, b.x);
    exact_add_product(&sum, a.y, p.x);
    exact_add_product(&sum, p.y, b.x);
    if (sum.count == 0) return 0;
    return sum.parts[sum.count - 1] > 0 ? 1 : -1;
}
