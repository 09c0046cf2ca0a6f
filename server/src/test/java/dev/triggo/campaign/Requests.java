package dev.triggo.campaign;

import java.util.Random;

/** Makes requests by chance alone. */
interface Requests {
    RawRequest next(Random random);
}
