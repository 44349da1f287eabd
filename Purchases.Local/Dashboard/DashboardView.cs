using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Purchases.Core.Json;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Dashboard;

/// <summary>Responds with the current <see cref="DashboardState"/>. The browser polls it and keeps the history.</summary>
internal sealed class DashboardView(
    Totals totals, Topics topics, ConsumerOffsets offsets, StoreFile file, IPurchaseStore store, FunctionCatalog catalog,
    HostSettings host, IConfiguration settings, TimeProvider time)
{
    private const int NewestMax = 12;

    // Counting takes about 0.1 s for a million purchases, and may use a fiftieth of the time.
    private const int RestPerCount = 49;

    private static readonly JsonSerializerOptions Json = PurchaseJson.Configure(new()
    {
        TypeInfoResolverChain = { new DefaultJsonTypeInfoResolver() },
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    });

    private readonly Dictionary<string, string?> _functions = catalog.Functions.ToDictionary(
        function => function.Name, function => function.Http is null ? null : function.Path(host.RoutePrefix), StringComparer.Ordinal);

    private Counted? _stored;

    public async Task AnswerAsync(HttpContext context)
    {
        TopicProgress? at = null;
        (long? Open, string? Newest) rejected = default;
        long? stored = null;
        IReadOnlyList<SeenPurchase>? newest = null;
        string? problem = null;
        try
        {
            // Roles that don't use the topic may run without these settings.
            if (settings["KAFKA_TOPIC"] is { Length: > 0 } topic && settings["KAFKA_GROUP_ID"] is { Length: > 0 } group)
            {
                var log = topics.Open(topic);
                at = offsets.Progress(group, log, host.Kafka.AutoOffsetReset);
                newest = await NewestAsync(log, at);
                stored = Stored();
                rejected = Query(SqliteRejectedEventStore.OpenSql, row => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1)));
            }
        }
        catch (UnavailableException e)
        {
            problem = e.Message;
        }

        var state = new DashboardState(
            time.GetUtcNow(), totals.Started, _functions, totals.SinceStart(), at?.End, at?.Lag, stored, rejected.Open, rejected.Newest,
            newest, problem);
        await TypedResults.Json(state, Json).ExecuteAsync(context);
    }

    private async Task<IReadOnlyList<SeenPurchase>> NewestAsync(TopicLog log, TopicProgress at)
    {
        var seen = new List<(long Offset, PurchaseCreated Purchase)>();
        foreach (var record in log.Read(Math.Max(0, at.End - NewestMax), NewestMax).Reverse())
        {
            if (PurchaseReader.TryReadEvent(record.Value, out var purchase, out _)) seen.Add((record.Offset, purchase));
        }

        var processed = seen.Where(one => one.Offset < at.Next).Select(one => one.Purchase);
        var recorded = await store.FindRecordedAsync(processed, CancellationToken.None);
        return [.. seen.Select(one => new SeenPurchase(one.Offset, Progress(one.Offset, one.Purchase), one.Purchase))];

        PurchaseProgress Progress(long offset, PurchaseCreated purchase)
        {
            if (offset >= at.Next) return PurchaseProgress.Waiting;
            if (recorded[purchase.EventId].FirstOrDefault(first => first.SameContentAs(purchase)) is not { } same)
                return PurchaseProgress.Rejected;
            return same.Timestamp == purchase.Timestamp ? PurchaseProgress.Recorded : PurchaseProgress.Duplicate;
        }
    }

    private long Stored()
    {
        if (_stored is { } last && time.GetElapsedTime(last.At) < last.Took * RestPerCount) return last.Count;

        var start = time.GetTimestamp();
        var count = Query(SqlitePurchaseStore.CountSql, row => row.GetInt64(0));
        _stored = new(count, time.GetTimestamp(), time.GetElapsedTime(start));
        return count;
    }

    private T Query<T>(string sql, Func<SqliteDataReader, T> read) => file.Read(connection =>
    {
        using var command = connection.Command(sql);
        using var row = command.ExecuteReader();
        row.Read();
        return read(row);
    });

    private sealed record Counted(long Count, long At, TimeSpan Took);
}
