package org.twoworlds.http;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;

/**
 * What keeps a page of somebody else's from using the lab: requests must name this machine as their host, so that no name
 * that was made to point here is believed, and must not come from another page. And what keeps a request from reading
 * files: the folders that a configuration may name.
 *
 * @param roots folders below which data may lie, beside the home
 */
public record Guard(List<Path> roots) {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Why a request is refused; empty where it is not. */
    Optional<String> refusal(HttpRequest request) {
        var host = request.getHeader("Host").map(h -> h.value()).orElse("");
        if (!HERE.contains(name(host))) {
            return Optional.of("The host (" + host + ") must be this machine: localhost or 127.0.0.1.");
        }
        var origin = request.getHeader("Origin").map(h -> h.value());
        if (origin.isPresent() && !origin.get().equals("http://" + host)) {
            return Optional.of("The origin (" + origin.get() + ") must be this lab's own page.");
        }
        var changes =
                !request.method().equals(HttpMethods.GET) && !request.method().equals(HttpMethods.HEAD);
        var type = request.entity().getContentType().mediaType().toString();
        if (changes && !request.method().equals(HttpMethods.DELETE) && !type.equals("application/json")) {
            return Optional.of("The content type (" + type + ") must be application/json.");
        }
        return Optional.empty();
    }

    private static String name(String host) {
        return host.replaceFirst(":[0-9]+$", "");
    }

    /**
     * Refuses a configuration that names a file outside the folders.
     *
     * @throws RequestException naming the key
     */
    void check(ExperimentConfig config) {
        var data = config.data().raw();
        check("data.path", config.data().path());
        if (config.isPretrained()) {
            check(new ConfigLoader().pretraining(config));
        } else {
            check("init", config.modelInit());
        }
        for (var key : List.of("cache", "generator.file", "teacher.weights")) {
            check("data." + key, text(data, key));
        }
        var labels = text(data, "generator.labels");
        check("data.generator.labels", labels.equals("condition") ? "" : labels);
    }

    private static String text(Config data, String key) {
        return data.getString(key);
    }

    private void check(String key, String path) {
        if (path.isEmpty()) {
            return;
        }
        var file = Path.of(path).toAbsolutePath().normalize();
        if (roots.stream().noneMatch(file::startsWith)) {
            throw new RequestException(
                    "key " + key,
                    path,
                    "lie below the lab's home or one of its data folders",
                    "start the lab with --data-root " + file);
        }
    }
}
