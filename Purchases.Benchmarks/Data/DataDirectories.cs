using System.Text;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Local.Embedded;

namespace Purchases.Benchmarks.Data;

/// <summary>Data directories of Local, filled before a measurement.</summary>
internal static class DataDirectories
{
    public const string Topic = "purchases.v1";

    private const int BatchRecords = 1000;

    /// <summary>A store that holds these purchases.</summary>
    public static async Task FillStoreAsync(string directory, IEnumerable<PurchaseCreated> purchases, CancellationToken cancellationToken)
    {
        using var file = new StoreFile(new(directory));
        var store = new SqlitePurchaseStore(file);
        foreach (var batch in purchases.Chunk(BatchRecords)) await store.WriteAsync(batch, cancellationToken);
    }

    /// <summary>A topic that holds events of these purchases, which nobody has consumed yet.</summary>
    public static async Task FillTopicAsync(string directory, IEnumerable<PurchaseCreated> purchases)
    {
        await using var log = new TopicLog(new(directory), Topic, TimeProvider.System);
        foreach (var batch in purchases.Chunk(BatchRecords)) await log.AppendAllAsync(Array.ConvertAll(batch, Record));
    }

    /// <summary>Copies the topic of a data directory that nobody has open into another one, which is created when missing.</summary>
    public static void CopyTopic(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, $"{Topic}-*.db")) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static LogRecord Record(PurchaseCreated purchase) =>
        new(Encoding.UTF8.GetBytes(purchase.UserId), Encoding.UTF8.GetBytes(PurchaseJson.Write(purchase)), []);
}
