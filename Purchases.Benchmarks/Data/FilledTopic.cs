using System.Text;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Local.Embedded;

namespace Purchases.Benchmarks.Data;

/// <summary>A data directory whose topic holds events that nobody has consumed yet.</summary>
internal static class FilledTopic
{
    public const string Topic = "purchases.v1";

    private const int AppendRecords = 1000;

    public static async Task WriteAsync(string directory, IEnumerable<PurchaseCreated> purchases)
    {
        await using var log = new TopicLog(new(directory), Topic, TimeProvider.System);
        foreach (var batch in purchases.Chunk(AppendRecords)) await log.AppendAllAsync(Array.ConvertAll(batch, Record));
    }

    /// <summary>Adds the topic of a data directory that nobody has open to another one, which is made when missing.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, $"{Topic}-*.db")) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static LogRecord Record(PurchaseCreated purchase) =>
        new(Encoding.UTF8.GetBytes(purchase.UserId), Encoding.UTF8.GetBytes(PurchaseJson.Write(purchase)), []);
}
