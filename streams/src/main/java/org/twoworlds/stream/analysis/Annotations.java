package org.twoworlds.stream.analysis;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.Event;

/**
 * The words that people put on a run after it was made: a fold over the log's events of tags, notes and names.
 *
 * @param name the run's name: the last one that somebody gave the run, or the name of record 0
 * @param tags in the order of the alphabet
 * @param note the last note; empty for none
 */
public record Annotations(String name, SortedSet<String> tags, String note) {
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.:/+-]*");
    private static final int MOST_CHARACTERS_OF_TAG = 50;
    private static final int MOST_TAGS = 100;
    private static final int MOST_CHARACTERS_OF_NOTE = 10_000;

    /** The annotations of a run that has its first name alone. */
    public static Annotations of(String name) {
        return new Annotations(name, new TreeSet<>(), "");
    }

    /** The annotations after one more event. */
    public Annotations after(Event event) {
        if (event instanceof Event.Tagged t) {
            var now = new TreeSet<>(tags);
            now.addAll(t.added());
            now.removeAll(t.removed());
            return new Annotations(name, now, note);
        }
        if (event instanceof Event.Noted n) {
            return new Annotations(name, tags, n.note());
        }
        return event instanceof Event.Renamed r ? new Annotations(r.name(), tags, note) : this;
    }

    /**
     * The event that puts tags on the run and takes others off.
     *
     * @throws RequestException where a tag is not one word, a tag is in both lists, or the run would have too many
     */
    public Event.Tagged tagging(List<String> added, List<String> removed) {
        added.forEach(Annotations::checkTag);
        removed.forEach(Annotations::checkTag);
        added.stream().filter(removed::contains).findFirst().ifPresent(tag -> {
            throw new RequestException("tag", tag, "be added or removed, not both", "leave one out");
        });
        var event = new Event.Tagged(added, removed);
        var count = after(event).tags().size();
        if (count > MOST_TAGS) {
            throw new RequestException("number of tags", count, "be at most " + MOST_TAGS, "remove some");
        }
        return event;
    }

    private static void checkTag(String tag) {
        if (tag.length() > MOST_CHARACTERS_OF_TAG || !TAG.matcher(tag).matches()) {
            throw new RequestException(
                    "tag",
                    tag.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?"),
                    "be a word of at most " + MOST_CHARACTERS_OF_TAG
                            + " characters that begins with a letter or a digit; behind it _ . : / + - may stand too",
                    "write it as one word");
        }
    }

    /**
     * The event that writes a note.
     *
     * @throws RequestException where the text is too long, or has control characters other than line ends and tabs
     */
    public static Event.Noted noting(String note) {
        if (note.length() > MOST_CHARACTERS_OF_NOTE) {
            throw new RequestException(
                    "length of the note",
                    note.length() + " characters",
                    "be at most " + MOST_CHARACTERS_OF_NOTE,
                    "keep the rest in a file");
        }
        if (note.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new RequestException(
                    "note", note.replaceAll("\\p{Cntrl}", "?"), "be text without control characters", "leave them out");
        }
        return new Event.Noted(note);
    }
}
