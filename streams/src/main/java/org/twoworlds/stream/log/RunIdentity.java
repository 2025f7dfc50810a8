package org.twoworlds.stream.log;

/**
 * The identity of a run: its names, and what it trains on what.
 *
 * @param run the run's id
 * @param name the run's name
 * @param recipe the recipe's name; empty for none
 * @param config the effective configuration as JSON text
 * @param network details that the network's name does not say, such as the cells that a seed drew
 * @param dataDigest the digest that names the data
 * @param dataForm the form of that digest: {@link #OF_CONTENTS}; empty in runs of version 0.1, which named some data by what
 *     their files say of themselves
 */
public record RunIdentity(
        String run, String name, String recipe, String config, String network, String dataDigest, String dataForm) {
    /** The form of a digest that names contents and nothing else. */
    public static final String OF_CONTENTS = "contents";

    public RunIdentity {
        network = network == null ? "" : network;
        dataForm = dataForm == null ? "" : dataForm;
    }

    /** The identity of a run that begins now: its data's digest is of contents. */
    public RunIdentity(String run, String name, String recipe, String config, String network, String dataDigest) {
        this(run, name, recipe, config, network, dataDigest, OF_CONTENTS);
    }

    /** This identity with the details of a network that is made now. */
    RunIdentity over(String network) {
        return new RunIdentity(run, name, recipe, config, network, dataDigest, dataForm);
    }

    /** This identity under another id and name. */
    RunIdentity called(String run, String name) {
        return new RunIdentity(run, name, recipe, config, network, dataDigest, dataForm);
    }

    /** This identity with another text of the configuration. */
    public RunIdentity configured(String other) {
        return new RunIdentity(run, name, recipe, other, network, dataDigest, dataForm);
    }
}
