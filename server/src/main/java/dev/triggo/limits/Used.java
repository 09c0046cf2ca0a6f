package dev.triggo.limits;

/**
 * What a unit has used of its window.
 *
 * @param requests those accepted in the last 60 seconds
 * @param resetEpochSeconds when the oldest of them leaves the window; 0 where there is none
 */
public record Used(int requests, long resetEpochSeconds) {
    static final Used NOTHING = new Used(0, 0);
}
