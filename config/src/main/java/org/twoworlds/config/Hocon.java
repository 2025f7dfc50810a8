package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

/**
 * HOCON as people send it: read within bounds, and resolved on the writer's side. A text may refer to its own
 * keys alone; a file of the user's own may include files beside it, and name variables of the user's environment. No address is
 * followed, and no property of the Java machine is ever a key.
 */
final class Hocon {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_DEPTH = 100;

    /** The most characters of a text once it is resolved: k references to each other multiply its length by 3^(k/3) at most. */
    private static final long MOST_CHARACTERS_RESOLVED = 1L << 22;

    private static final ConfigParseOptions OPTIONS =
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF);

    private Hocon() {}

    /** Reads a text of the program's own. */
    static Config trusted(String name, String text) {
        return ConfigFactory.parseString(text, OPTIONS.setOriginDescription(name));
    }

    /** Reads a text from elsewhere, within bounds; references are not resolved. */
    static Config text(String name, String text) {
        bounded(name, text);
        return guarded(
                name,
                () -> ConfigFactory.parseString(
                        text, OPTIONS.setOriginDescription(name).setIncluder(new NoIncludes())));
    }

    /** Reads a user's own file with the files that it includes; references are not resolved. */
    static Config file(Path file, NoIncludes includes) {
        var name = file.toString();
        try {
            if (Files.size(file) > MOST_CHARACTERS) {
                throw new RequestException("file", name, "hold at most 1 MiB", "see whether it is the right one");
            }
            bounded(name, Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new RequestException("file", name, "be text in UTF-8", "convert it");
        } catch (IOException e) {
            throw new RequestException("file", name, "be readable", Fault.of(e).message());
        }
        var syntax = name.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF;
        return guarded(
                name,
                () -> ConfigFactory.parseFile(
                        file.toFile(), OPTIONS.setSyntax(syntax).setIncluder(includes)));
    }

    /**
     * Reads one value as HOCON writes it.
     *
     * @param text bounded already, together with all that it may refer to
     */
    static ConfigValue value(String text) {
        var parsed =
                guarded("setting", () -> ConfigFactory.parseString("x=" + text, OPTIONS.setIncluder(new NoIncludes())));
        if (!parsed.root().keySet().equals(Set.of("x"))) {
            throw new RequestException("setting", text, "be one value", "set each key by itself");
        }
        return parsed.root().get("x");
    }

    /**
     * The keys that were written, with their references resolved, and without the defaults to which they may refer.
     *
     * @param environment whether variables of the environment may be named
     */
    static Config resolved(String name, Config written, Config defaults, boolean environment) {
        var options = ConfigResolveOptions.defaults().setUseSystemEnvironment(environment);
        return guarded(name, () -> {
            var all = written.withFallback(defaults).resolve(options);
            return ((ConfigObject) part(written.root(), all.root())).toConfig();
        });
    }

    /** The part of all values that was written; a reference to a whole block brings that block. */
    private static ConfigValue part(ConfigValue written, ConfigValue all) {
        if (!(written instanceof ConfigObject block) || !(all instanceof ConfigObject values)) {
            return all;
        }
        Set<String> keys;
        try {
            keys = block.keySet();
        } catch (ConfigException.NotResolved e) {
            return all;
        }
        var part = ConfigValueFactory.fromMap(java.util.Map.of()).withOrigin(written.origin());
        for (var key : keys) {
            if (values.containsKey(key)) {
                part = part.withValue(key, part(block.get(key), values.get(key)));
            }
        }
        return part;
    }

    /** Runs work on HOCON from elsewhere; every fault that the library finds in it becomes one message. */
    static <T> T guarded(String name, Supplier<T> work) {
        try {
            return work.get();
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw new RequestException(
                    "configuration",
                    name,
                    "refer to nothing but its own keys, and a file to variables that are set",
                    "look there: " + said(e));
        } catch (ConfigException | IllegalArgumentException | IllegalStateException e) {
            throw new RequestException("configuration", name, "be HOCON", "look there: " + said(e));
        } catch (StackOverflowError e) {
            throw tooDeep(name);
        }
    }

    private static String said(RuntimeException e) {
        var words = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return words.length() < 300 ? words : words.substring(0, 300) + "…";
    }

    private static RequestException tooDeep(String name) {
        return new RequestException(
                "configuration", name, "be nested less than " + MOST_DEPTH + " deep", "close every bracket");
    }

    /**
     * Refuses a text that would take the parser too long, too much memory, or too deep.
     *
     * @param text all parts that are resolved together, since they may refer to each other
     */
    static void bounded(String name, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new RequestException("configuration", name, "hold at most 1 MiB", "see whether it is the right one");
        }
        var depth = 0;
        var quoted = false;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '\n') {
                quoted = false;
            } else if (!quoted && (c == '{' || c == '[')) {
                depth++;
            } else if (!quoted && (c == '}' || c == ']')) {
                depth--;
            }
            if (depth > MOST_DEPTH) {
                throw tooDeep(name);
            }
        }
        var references = count(text, "\\$\\{");
        if (text.length() * Math.pow(3, references / 3.0) > MOST_CHARACTERS_RESOLVED
                || count(text, "\\+=") > MOST_DEPTH) {
            throw new RequestException(
                    "configuration",
                    name,
                    "refer to other keys less often than " + references + " times",
                    "write some of them out");
        }
    }

    private static int count(String text, String what) {
        return text.split(what, -1).length - 1;
    }
}
