package org.twoworlds.stream.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The numbers that stand at an axis: round ones. */
final class Ticks {
    private Ticks() {}

    /** Round numbers between the ends of an axis, at most about so many. */
    static List<Double> of(Axis axis, int most) {
        List<Double> ticks = new ArrayList<>();
        if (!axis.names().isEmpty()) {
            for (var i = 0; i < axis.names().size(); i++) {
                ticks.add((double) i);
            }
            return ticks;
        }
        if (axis.isLogarithmic()) {
            for (var multiples : List.of(List.of(1, 2, 5), List.of(1, 3), List.of(1))) {
                ticks = decades(axis, multiples);
                if (ticks.size() <= most) {
                    break;
                }
            }
            if (ticks.size() >= 2) {
                return ticks;
            }
        }
        return even(axis.least(), axis.greatest(), most);
    }

    private static List<Double> decades(Axis axis, List<Integer> multiples) {
        List<Double> ticks = new ArrayList<>();
        for (var power = Math.floor(Math.log10(axis.least())); Math.pow(10, power) <= axis.greatest(); power++) {
            for (var multiple : multiples) {
                var value = multiple * Math.pow(10, power);
                if (value >= axis.least() && value <= axis.greatest()) {
                    ticks.add(value);
                }
            }
        }
        return ticks;
    }

    private static List<Double> even(double low, double high, int most) {
        var power = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
        var distance = power;
        for (var multiple : new int[] {1, 2, 5, 10}) {
            distance = multiple * power;
            if ((high - low) / distance <= most) {
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        var first = Math.ceil(low / distance - 1e-9);
        var last = Math.floor(high / distance + 1e-9);
        for (var i = first; i <= last; i++) {
            ticks.add(i * distance);
        }
        return ticks;
    }

    /** A tick in words: no digit that it does not need. */
    static String text(Axis axis, double tick) {
        if (!axis.names().isEmpty()) {
            return axis.names().get((int) tick);
        }
        if (Math.abs(tick) >= 1e6) {
            return String.format(Locale.ROOT, "%.0e", tick);
        }
        if (Math.abs(tick) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", tick);
        }
        var text = String.format(Locale.ROOT, "%.4f", tick);
        text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
        return text.equals("-0") ? "0" : text.replace('-', '−');
    }
}
