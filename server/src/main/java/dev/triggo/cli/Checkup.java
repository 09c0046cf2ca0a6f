package dev.triggo.cli;

import java.util.List;

/** What {@code triggo doctor} looks at; answered by the wiring. */
public interface Checkup {
    /**
     * One thing that was looked at.
     *
     * @param good whether it is as it should be
     * @param found what was found
     * @param mend what to do about it; empty when it is good
     */
    record Finding(String what, boolean good, String found, String mend) {}

    List<Finding> look();

    /** Reads the whole journal and proves it; a finding for each thing that is wrong, the first place first. */
    List<Finding> journal();
}
