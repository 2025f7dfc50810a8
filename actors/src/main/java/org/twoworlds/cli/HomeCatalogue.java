package org.twoworlds.cli;

import java.time.InstantSource;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.FoldListener;
import org.twoworlds.stream.log.Home;

/** A home's catalogue for a command: brought up to the logs, and said how far it is where that takes a while. */
final class HomeCatalogue {
    private static final int MANY = 300;
    private static final int TENTHS = 10;

    private HomeCatalogue() {}

    /** Opens it; the caller closes it. */
    static Catalogue open(Home home) {
        var catalogue = Catalogue.open(home, InstantSource.system());
        catalogue.refresh(new Said());
        return catalogue;
    }

    /** A line on standard error for each tenth of many runs. */
    private static final class Said implements FoldListener {
        private int tenth;

        @Override
        public void folded(int done, int all) {
            var now = (int) ((long) TENTHS * done / all);
            if (all >= MANY && now > tenth) {
                tenth = now;
                System.err.println("Reading logs into the catalogue: " + done + " of " + all + " runs");
            }
        }
    }
}
