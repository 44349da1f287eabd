using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Functions;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Dashboard;

/// <summary>The state of the pipeline for whoever looks. However many look, it is put together at most once per interval.</summary>
internal sealed class PipelineView(
    Totals totals,
    NewestPurchases newest,
    StoreTotals kept,
    Topics topics,
    ConsumerProgress progress,
    FunctionCatalog catalog,
    HostSettings settings,
    IConfiguration configuration,
    TimeProvider time) : IDisposable
{
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private static readonly JsonSerializerOptions Json =
        PurchaseJson.Configure(new() { TypeInfoResolverChain = { new DefaultJsonTypeInfoResolver() } });

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly LagHistory _lag = new();
    private string _json = "";
    private long? _lookedAt;
    private TopicProgress? _read;
    private IReadOnlyList<SeenPurchase> _purchases = [];
    private long? _stored;
    private RejectedWaiting? _rejected;

    /// <returns>The state as JSON; the same instance while nothing has changed.</returns>
    public async Task<string> LookAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_lookedAt is { } at && time.GetElapsedTime(at) < LookInterval) return _json;

            var json = JsonSerializer.Serialize(await PutTogetherAsync(cancellationToken), Json);
            if (json != _json) _json = json;
            _lookedAt = time.GetTimestamp();
            return _json;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<PipelineState> PutTogetherAsync(CancellationToken cancellationToken)
    {
        var bucket = totals.Bucket;
        string? problem = null;
        TopicProgress? place = null;
        try
        {
            // Two small reads; the rest is only read when one of them has moved.
            place = Locate();
            if (place is { } at)
            {
                _lag.See(at.Lag, bucket);
                if (at != _read) await ReadAsync(at, cancellationToken);
                _stored = await kept.PurchasesAsync(at, cancellationToken);
                _rejected = await kept.RejectedAsync(cancellationToken);
            }
        }
        catch (UnavailableException e)
        {
            problem = e.Message;
        }

        return new(
            Find(nameof(Buy))?.Path(settings.RoutePrefix),
            Find(nameof(ApiDescriptions.GetOpenApi)) is null ? null : DocsPage.Path,
            Find(nameof(RejectedEventFunctions.GetRejectedEvents))?.Path(settings.RoutePrefix),
            totals.Since,
            totals.SinceStart(buys: Find(nameof(Buy)) is not null, records: Find(nameof(RecordPurchases)) is not null),
            new(place?.End, place?.Lag, _stored, _rejected?.Count),
            new(Series.BucketSeconds, bucket, totals.Recent(bucket), _lag.Recent(bucket)),
            _purchases,
            _rejected?.Newest,
            problem);
    }

    private FunctionDefinition? Find(string function) => catalog.Functions.FirstOrDefault(definition => definition.Name == function);

    private TopicProgress? Locate() =>
        configuration["KAFKA_TOPIC"] is { Length: > 0 } topic && configuration["KAFKA_GROUP_ID"] is { Length: > 0 } group
            ? progress.Of(topic, group)
            : null;

    private async Task ReadAsync(TopicProgress place, CancellationToken cancellationToken)
    {
        _purchases = await newest.ReadAsync(topics.Open(place.Topic), place.End, place.Next, cancellationToken);
        _read = place;
    }
}
