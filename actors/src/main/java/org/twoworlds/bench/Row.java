package org.twoworlds.bench;

/**
 * A row of the result: one measured figure.
 *
 * @param goal the value that the figure should reach, NaN for none
 * @param better {@code higher} or {@code lower}
 */
public record Row(String name, double value, String unit, double goal, String better) {
    /** Whether the goal is met; true where there is none. */
    public boolean met() {
        return Double.isNaN(goal) || (better.equals("higher") ? value >= goal : value <= goal);
    }

    static Row higher(String name, double value, String unit, double goal) {
        return new Row(name, value, unit, goal, "higher");
    }

    static Row lower(String name, double value, String unit, double goal) {
        return new Row(name, value, unit, goal, "lower");
    }
}
