package org.twoworlds.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RequestEntity;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.StreamConverters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import org.twoworlds.stream.export.Table;
import org.twoworlds.stream.export.Tables;
import org.twoworlds.stream.log.RunFolder;

/** The scores of runs as files: {@code scores.csv} and {@code scores.parquet} below a run's or a sweep's address. */
final class ExportRoutes extends AllDirectives {
    /** The type that the Internet's registry has for Parquet. */
    private static final ContentType PARQUET = ContentTypes.parse("application/vnd.apache.parquet");

    private static final ContentType CSV = ContentTypes.TEXT_CSV_UTF8;

    private final Asking asking;

    ExportRoutes(Asking asking) {
        this.asking = asking;
    }

    private interface Writing {
        void to(Path file) throws IOException;
    }

    Route routes(Supplier<List<RunFolder>> runs) {
        return concat(
                path(Table.SCORES + ".csv", () -> get(() -> file(CSV, file -> csv(runs.get(), file)))),
                path(
                        Table.SCORES + ".parquet",
                        () -> get(() -> file(PARQUET, file -> new Tables(runs.get()).parquet(Table.SCORES, file)))));
    }

    private static void csv(List<RunFolder> runs, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            new Tables(runs).csv(Table.SCORES, out);
        }
    }

    /** The file is made whole before the answer begins, and goes once it was read. */
    private Route file(ContentType type, Writing writing) {
        return completeWithFuture(asking.opened(() -> HttpResponse.create().withEntity(entity(type, writing))));
    }

    private static RequestEntity entity(ContentType type, Writing writing) {
        return AnswerFolder.with(folder -> {
            var file = folder.resolve("export");
            writing.to(file);
            var in = Files.newInputStream(file, StandardOpenOption.READ);
            return HttpEntities.create(type, Files.size(file), StreamConverters.fromInputStream(() -> in));
        });
    }
}
