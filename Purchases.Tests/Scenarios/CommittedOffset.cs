using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>How far the default consumer group has come on the default topic.</summary>
internal static class CommittedOffset
{
    /// <returns>Null when it has never committed.</returns>
    public static long? In(TestFolder folder)
    {
        using var offsets = new ConsumerOffsets(new(folder.File("data")));
        return offsets.Find("purchase-consumer", "purchases.v1");
    }
}
