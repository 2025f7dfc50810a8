package org.twoworlds.stream.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that answers a question in SQL.
 *
 * @param columns their names
 * @param rows a value a column: a text, a number, bytes, or null
 */
public record Answer(List<String> columns, List<List<@Nullable Object>> rows) {}
