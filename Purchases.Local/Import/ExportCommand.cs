using System.Text;
using Purchases.Core.Json;
using Purchases.Local.Embedded;

namespace Purchases.Local.Import;

/// <summary>
/// <c>export FILE</c>: writes each purchase and each unrecorded event once, as a line of key, tab and event JSON, which kcat -K$'\t' sends
/// to Kafka and import reads. Recorded purchases come first, so that of two events with one eventId the recorded one wins again.
/// </summary>
internal static class ExportCommand
{
    private const int PortionRows = 1000;

    /// <returns>0: the file is complete.</returns>
    /// <exception cref="StartupException">The data directory doesn't exist, or the file exists already or can't be written.</exception>
    /// <exception cref="UnavailableException">The data can't be read. The file is incomplete.</exception>
    public static async Task<int> RunAsync(LocalOptions options, string target, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Data))
            throw new StartupException($"There is no data directory {Path.GetFullPath(options.Data)}. Name it with --data.");

        var topicName = LocalConfiguration.TopicName(options);
        var directory = new DataDirectory(options.Data);
        using var file = new StoreFile(directory);
        await using var topic = new TopicLog(directory, topicName, TimeProvider.System);
        await using var output = Create(target);
        var progress = new ProgressLines(Console.Error, "written", input: null, TimeProvider.System);
        var lines = 0L;
        var purchases = file.Read(connection =>
        {
            foreach (var purchase in SqlitePurchaseStore.All(connection))
                Write(purchase.UserId, Encoding.UTF8.GetBytes(PurchaseJson.Write(purchase)));
            return lines;
        });

        var store = new SqlitePurchaseStore(file);
        for (var offset = topic.StartOffset(); topic.Read(offset, PortionRows) is { Count: > 0 } records; offset = records[^1].Offset + 1)
        {
            foreach (var (purchase, json) in await UnrecordedAsync(records.Select(record => record.Value), store, cancellationToken))
                Write(purchase.UserId, json);
        }

        await output.FlushAsync(cancellationToken);
        Console.WriteLine(
            $"Lines written to {Path.GetFullPath(target)}: {lines} (recorded purchases: {purchases}, other events: {lines - purchases})");
        return 0;

        void Write(string key, byte[] json)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(Encoding.UTF8.GetBytes(key));
            output.Write("\t"u8);

            // In valid JSON line breaks are only between tokens.
            output.Write(Array.ConvertAll(json, one => one is (byte)'\n' or (byte)'\r' ? (byte)' ' : one));
            output.Write("\n"u8);
            progress.Tell(++lines);
        }
    }

    // Events that aren't recorded yet, or that conflict with the recorded purchase. Values that aren't events are left out.
    private static async Task<List<(PurchaseCreated Purchase, byte[] Json)>> UnrecordedAsync(
        IEnumerable<byte[]?> values, SqlitePurchaseStore store, CancellationToken cancellationToken)
    {
        var events = new List<(PurchaseCreated Purchase, byte[] Json)>();
        foreach (var value in values)
        {
            if (PurchaseReader.TryReadEvent(value, out var purchase, out _)) events.Add((purchase, value!));
        }

        var recorded = await store.FindRecordedAsync(events.Select(one => one.Purchase), cancellationToken);
        return events.FindAll(one => !recorded[one.Purchase.EventId].Any(purchase => purchase.SameContentAs(one.Purchase)));
    }

    // An existing file isn't overwritten.
    private static BufferedStream Create(string target)
    {
        try
        {
            return new(DataDirectory.OpenFile(target, FileShare.Read, FileMode.CreateNew), 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"'{target}' can't be written: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
