using Microsoft.Data.Sqlite;

namespace Purchases.Tests.Scenarios;

/// <summary>How far the default consumer group has come on the default topic.</summary>
internal static class CommittedOffset
{
    /// <returns>Null when it has never committed.</returns>
    public static long? In(TestFolder folder)
    {
        using var store = folder.Open(DataFiles.Store);
        using var offset = new SqliteCommand(
            "SELECT next_offset FROM offsets WHERE consumer_group = 'purchase-consumer' AND topic = 'purchases.v1'", store);
        return (long?)offset.ExecuteScalar();
    }
}
