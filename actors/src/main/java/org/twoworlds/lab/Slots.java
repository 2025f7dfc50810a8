package org.twoworlds.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.twoworlds.config.Device;
import org.twoworlds.config.RequestException;

/**
 * The number of runs that a machine trains at a time.
 *
 * @param all on whatever devices it has; 0 where they are counted by device
 * @param byDevice on each device
 */
public record Slots(int all, Map<Device, Integer> byDevice) {
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,6}");
    private static final Pattern OF_DEVICE = Pattern.compile("([a-z0-9:]+)=([0-9]{1,6})");

    public Slots {
        byDevice = Map.copyOf(byDevice);
    }

    /** So many runs on whatever devices there are. */
    public static Slots of(int all) {
        return new Slots(all, Map.of());
    }

    /**
     * Reads {@code 2} or {@code cpu=1,gpu:0=2}.
     *
     * @throws RequestException where it is neither
     */
    public static Slots parse(String option, String text) {
        if (COUNT.matcher(text).matches()) {
            return of(Integer.parseInt(text));
        }
        Map<Device, Integer> byDevice = new LinkedHashMap<>();
        for (var part : text.split(",", -1)) {
            var match = OF_DEVICE.matcher(part);
            var device = match.matches()
                    ? Device.parse(match.group(1)).filter(d -> d.kind() != Device.Kind.AUTO)
                    : Optional.<Device>empty();
            if (device.isEmpty() || byDevice.containsKey(device.get())) {
                throw new RequestException(
                        option, text, "be a number, or numbers by device such as cpu=1,gpu:0=2, each once", "");
            }
            byDevice.put(device.get(), Integer.parseInt(match.group(2)));
        }
        return new Slots(0, byDevice);
    }

    /** How many in all. */
    public int total() {
        return all + byDevice.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * How many of them may be of one device.
     *
     * @param busy how many runs there are now
     * @param busyOnDevice how many of these are on that device
     */
    boolean hasRoom(Device device, long busy, long busyOnDevice) {
        return byDevice.isEmpty() ? busy < all : busyOnDevice < byDevice.getOrDefault(device, 0);
    }
}
