namespace Purchases.Core;

/// <summary>All bounds on input and output.</summary>
public static class Limits
{
    /// <summary>Length of userId, itemId and eventId, in Unicode code points (as JSON Schema's maxLength counts).</summary>
    public const int TextCharsMax = 200;

    /// <summary>2^53 − 1: the largest integer that all JSON readers represent exactly (RFC 8259, section 6).</summary>
    public const long QuantityMax = 9_007_199_254_740_991;

    /// <summary>Body of POST /buy, in bytes.</summary>
    public const int BuyBodyBytesMax = 64 * 1024;

    /// <summary>Value of one event on the topic, in bytes. The events that Buy writes are far smaller.</summary>
    public const int EventBytesMax = 64 * 1024;

    /// <summary>How much of a rejected event's value and key is kept, in bytes each. As base64 both fit into 16 MiB (a document).</summary>
    public const int RejectedBytesMax = 4 * 1024 * 1024;

    /// <summary>Rejected events in a page, if no <c>limit</c> is given.</summary>
    public const int RejectedPageSizeUnset = 50;

    /// <summary>The maximum number of rejected events that one call replays: each is read with its value.</summary>
    public const int ReplayPageSizeMax = 100;

    /// <summary>Length of a dismissal's note, in Unicode code points.</summary>
    public const int NoteCharsMax = 1000;

    /// <summary>Body of a dismissal, in bytes.</summary>
    public const int NoteBodyBytesMax = 16 * 1024;

    /// <summary>Length of an Idempotency-Key without its quotes, in visible ASCII characters.</summary>
    public const int IdempotencyKeyCharsMax = 255;

    /// <summary>Purchases in one page: the maximum of <c>limit</c>.</summary>
    public const int PageSizeMax = 1000;

    /// <summary>Purchases of a streamed list that are in memory at once: about 40 kB, at most 300 kB with the longest texts.</summary>
    public const int ListPortion = 100;

    /// <summary>Purchases of all lists and pages that one process holds in memory at once; further calls get 503.</summary>
    public const int ListedPurchasesMax = 256 * ListPortion;

    /// <summary>How long a call waits for its events to be confirmed.</summary>
    public static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may wait for a purchase to be recorded, in seconds.</summary>
    public const int WaitSecondsMax = 30;

    /// <summary>How many calls of one process may wait at once; each queries the store about once a second.</summary>
    public const int WaitersMax = 1000;

    /// <summary>
    /// The highest age that <c>purchases.age</c> measures: Kafka's default retention, so an older event was imported or replayed. One event
    /// of the year 1 would outweigh all others in the histogram's sum.
    /// </summary>
    public static readonly TimeSpan MeasuredAgeMax = TimeSpan.FromDays(7);

    /// <summary>How long a claim for a replay is valid; after that the event can be replayed again.</summary>
    public static readonly TimeSpan ReplayTime = TimeSpan.FromMinutes(10);

    /// <summary>How long the api server may take to begin its answer, or to continue it.</summary>
    public static readonly TimeSpan ApiServerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long one readiness check may take.</summary>
    public static readonly TimeSpan ReadinessTimeout = TimeSpan.FromSeconds(3);
}
