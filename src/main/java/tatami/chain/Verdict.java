package tatami.chain;

import java.util.List;

/**
 * What a look at a whole book has found.
 *
 * @param rows how many are in blocks
 * @param blocks how many there are
 * @param faults empty when all is as it was written
 * @param hashes of all blocks, in hexadecimal, the newest last
 * @param loose how many rows are too young to be in a block
 */
public record Verdict(Book book, long rows, long blocks, List<Fault> faults, List<String> hashes, long loose) {

    /** A block that is not as it was made. @param words for an operator */
    public record Fault(long block, String words) {}
}
