package org.twoworlds.remake;

/** Is told how a remaking gets on; by the thread that does it. */
public interface RemakingListener {
    /** A listener that does nothing. */
    RemakingListener NONE = new RemakingListener() {
        @Override
        public void begins(TrainedWorld world, long from, long to) {
            // Nobody asked.
        }

        @Override
        public void trained(long step, long to) {
            // Nobody asked.
        }
    };

    /** A world is trained on from a step to another. */
    void begins(TrainedWorld world, long from, long to);

    /** One more update was done, on the way to a step. */
    void trained(long step, long to);
}
