package dev.triggo.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits as an operator writes them. */
class WorkflowLimitsTest {
    @Test
    void whatIsLeftOutIsAsUsual() {
        assertEquals(WorkflowLimits.USUAL, WorkflowLimits.of(" "));
        assertEquals(
                new WorkflowLimits(20, 1_000, 5, 65_536, 2_097_152, 16 << 20),
                WorkflowLimits.of("nodes=20, loops = 5,definition=65536,output=2 MiB"));
    }

    @Test
    void theyAreWrittenAsTheyAreRead() {
        assertEquals(
                "nodes=500,edges=1000,loops=3,definition=1MiB,output=1MiB,outputs=16MiB",
                WorkflowLimits.USUAL.toString());
        var odd = new WorkflowLimits(1, 4_000, 1, 1_025, 3 << 10, 64 << 20);
        assertEquals(odd, WorkflowLimits.of("nodes=1,edges=4000,loops=1,definition=1025,output=3KiB,outputs=64MiB"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "nodes=0             | 'nodes=0' is not a number from 1 to 2000",
                "nodes=2001          | 'nodes=2001' is not a number from 1 to 2000",
                "nodes=2KiB          | 'nodes=2KiB' is not a number",
                "edges=-1            | 'edges=-1' is not a number from 1 to 4000",
                "loops=6             | 'loops=6' is not a number from 1 to 5",
                "loops=              | 'loops=' is not a number",
                "definition=2MiB     | 'definition=2MiB' is not a size from 1 KiB to 1 MiB",
                "output=1023         | 'output=1023' is not a size from 1 KiB to 4 MiB",
                "output=4.5MiB       | 'output=4.5MiB' is not a size",
                "outputs=99999999999 | 'outputs=99999999999' is not a size from 1 KiB to 64 MiB",
                "outputs=999999999MiB| is not a size from 1 KiB to 64 MiB",
                "nodes               | 'nodes' is not NAME=FIGURE with one of the names nodes, edges, loops, definition, output, outputs",
                "knots=3             | 'knots=3' is not NAME=FIGURE",
                "nodes=3,            | '' is not NAME=FIGURE",
                "nodes=3,nodes=3     | 'nodes' is given twice",
                "output=2MiB,outputs=1MiB | one step's 'output' (2 MiB) is larger than the 'outputs' of a run (1 MiB)",
            })
    void whatIsWrongIsSaid(String text, String fault) {
        String said = assertThrows(IllegalArgumentException.class, () -> WorkflowLimits.of(text))
                .getMessage();
        assertTrue(said.contains(fault), said);
        assertTrue(said.endsWith(" Write for example nodes=1000,edges=2000,output=512KiB."), said);
    }

    @Test
    void allFaultsAreSaidAtOnce() {
        String said = assertThrows(IllegalArgumentException.class, () -> WorkflowLimits.of("nodes=0,knots=1,output=1"))
                .getMessage();
        assertTrue(said.contains("'nodes=0'") && said.contains("'knots=1'") && said.contains("'output=1'"), said);
    }
}
