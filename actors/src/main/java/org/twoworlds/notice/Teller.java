package org.twoworlds.notice;

import java.util.concurrent.CompletionStage;

/** A teller of notices, that takes its time and keeps nobody waiting. */
interface Teller {
    /** Tells a notice; the stage never fails. */
    CompletionStage<CommandOutcome> tell(Notice notice);

    /** Lets what is under way come to its end soon. */
    void hurry();
}
