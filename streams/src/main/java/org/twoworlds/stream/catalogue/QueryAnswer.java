package org.twoworlds.stream.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a question in SQL: a table.
 *
 * @param columns the names of the columns
 * @param rows the rows, with a value for each column: a text, a number, bytes, or null
 */
public record QueryAnswer(List<String> columns, List<List<@Nullable Object>> rows) {}
