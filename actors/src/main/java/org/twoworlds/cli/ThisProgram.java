package org.twoworlds.cli;

import org.twoworlds.start.Program;
import picocli.CommandLine.Model.CommandSpec;

/** This program, to be started again as a process of its own. */
final class ThisProgram {
    private ThisProgram() {}

    /** The program that a command belongs to. */
    static Program of(CommandSpec command) {
        return new Program(command.root().userObject().getClass().getName());
    }
}
