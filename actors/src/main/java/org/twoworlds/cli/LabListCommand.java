package org.twoworlds.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import picocli.CommandLine.Mixin;

/** A command that lists a document of the lab, as lines or as JSON. */
abstract class LabListCommand implements Callable<Integer> {
    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private LabClient lab = new LabClient();

    /** The path of the document below {@code /api/v1}. */
    abstract String path();

    /** Prints the document as lines. */
    abstract void print(JsonNode document);

    @Override
    public Integer call() {
        var document = lab.get(path());
        if (json.isSet()) {
            Json.print(document);
        } else {
            print(document);
        }
        return 0;
    }
}
