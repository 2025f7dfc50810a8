package org.twoworlds.stream.data;

/** The ten classes of {@link Shapes}, as signed distances: negative inside, for a figure of radius 1. */
enum Shape {
    DISC {
        @Override
        float distance(float x, float y) {
            return radius(x, y) - 0.9f;
        }
    },
    RING {
        @Override
        float distance(float x, float y) {
            return Math.abs(radius(x, y) - 0.72f) - 0.22f;
        }
    },
    SQUARE {
        @Override
        float distance(float x, float y) {
            return box(x, y, 0.78f, 0.78f);
        }
    },
    FRAME {
        @Override
        float distance(float x, float y) {
            return Math.abs(box(x, y, 0.66f, 0.66f)) - 0.2f;
        }
    },
    TRIANGLE {
        @Override
        float distance(float x, float y) {
            return triangle(x, y);
        }
    },
    STAR {
        @Override
        float distance(float x, float y) {
            return Math.min(triangle(x, y), triangle(x, -y));
        }
    },
    CROSS {
        @Override
        float distance(float x, float y) {
            return Math.min(box(x, y, 0.95f, 0.3f), box(x, y, 0.3f, 0.95f));
        }
    },
    BAR {
        @Override
        float distance(float x, float y) {
            return box(x, y, 1f, 0.35f);
        }
    },
    CRESCENT {
        @Override
        float distance(float x, float y) {
            return Math.max(radius(x, y) - 0.95f, 0.8f - radius(x - 0.5f, y));
        }
    },
    HALF_DISC {
        @Override
        float distance(float x, float y) {
            return Math.max(radius(x, y + 0.4f) - 1f, -y - 0.4f);
        }
    };

    abstract float distance(float x, float y);

    private static float radius(float x, float y) {
        return (float) Math.sqrt(x * x + y * y);
    }

    private static float box(float x, float y, float halfWidth, float halfHeight) {
        return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
    }

    private static float triangle(float x, float y) {
        var slope = 0.8660254f * Math.abs(x) + 0.5f * y;
        return Math.max(slope, -y) - 0.5f;
    }
}
