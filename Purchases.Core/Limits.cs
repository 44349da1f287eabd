namespace Purchases.Core;

/// <summary>Every bound on what comes in or goes out, in one place.</summary>
public static class Limits
{
    /// <summary>Length of userId, itemId and eventId, in Unicode code points (as JSON Schema's maxLength counts).</summary>
    public const int TextCharsMax = 200;

    /// <summary>2^53 − 1: the largest integer that every JSON reader keeps exact (RFC 8259, section 6).</summary>
    public const long QuantityMax = 9_007_199_254_740_991;

    /// <summary>Body of POST /buy, in bytes.</summary>
    public const int BuyBodyBytesMax = 64 * 1024;

    /// <summary>Value of one event on the topic, in bytes. What Buy writes stays far below it.</summary>
    public const int EventBytesMax = 64 * 1024;

    /// <summary>
    /// How much is kept of a rejected event's value, and of its key, in bytes each. Even as base64 both fit one document of 16 MiB.
    /// </summary>
    public const int RejectedBytesMax = 4 * 1024 * 1024;

    /// <summary>Rejected events in a page when no <c>limit</c> is given.</summary>
    public const int RejectedPageSizeUnset = 50;

    /// <summary>Rejected events that one call replays, at most: each is read whole.</summary>
    public const int ReplayPageSizeMax = 100;

    /// <summary>Length of the note with which a rejected event is dismissed, in Unicode code points.</summary>
    public const int NoteCharsMax = 1000;

    /// <summary>Body of a dismissal, in bytes.</summary>
    public const int NoteBodyBytesMax = 16 * 1024;

    /// <summary>Length of an Idempotency-Key without its quotes, in visible ASCII characters.</summary>
    public const int IdempotencyKeyCharsMax = 255;

    /// <summary>Purchases in one page: the upper bound of <c>limit</c>.</summary>
    public const int PageSizeMax = 1000;

    /// <summary>Purchases of a streamed list that are in memory at once: about 40 kB, at most 300 kB with the longest texts.</summary>
    public const int ListPortion = 100;

    /// <summary>Purchases of all lists and pages that one process has in memory at once; further calls are answered 503.</summary>
    public const int ListedPurchasesMax = 256 * ListPortion;

    /// <summary>How long a call waits for its events to be confirmed.</summary>
    public static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may wait for a purchase to be recorded, in seconds.</summary>
    public const int WaitSecondsMax = 30;

    /// <summary>How many calls may wait at once, in one process; each looks into the store about once a second.</summary>
    public const int WaitersMax = 1000;

    /// <summary>
    /// The highest age that <c>purchases.age</c> measures. An older event was imported or replayed, or waited during an outage that lag
    /// and logs have shown; one of the year 1 would outweigh all others in the histogram's sum.
    /// </summary>
    public static readonly TimeSpan MeasuredAgeMax = TimeSpan.FromDays(1);

    /// <summary>How long a replay counts as under way when nothing is heard of it; then the event may be replayed again.</summary>
    public static readonly TimeSpan ReplayTime = TimeSpan.FromMinutes(10);

    /// <summary>How long the api server may take to begin its answer, or to go on with it.</summary>
    public static readonly TimeSpan ApiServerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long one readiness check may take.</summary>
    public static readonly TimeSpan ReadinessTimeout = TimeSpan.FromSeconds(3);
}
