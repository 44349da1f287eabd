using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Functions;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Page;

/// <summary>The state of the pipeline for whoever looks. However many look, it is put together at most once per interval.</summary>
internal sealed class PipelineView(
    Totals totals,
    NewestPurchases newest,
    IRejectedEventStore rejected,
    StoreTotals kept,
    Topics topics,
    ConsumerProgress progress,
    FunctionCatalog catalog,
    HostSettings settings,
    IConfiguration configuration,
    TimeProvider time) : IDisposable
{
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private const int RejectedMax = 6;

    private static readonly JsonSerializerOptions Json = PurchaseJson.Configure(new() { TypeInfoResolverChain = { new DefaultJsonTypeInfoResolver() } });

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly LagHistory _lag = new();
    private string _json = "";
    private long? _lookedAt;
    private TopicProgress? _read;
    private IReadOnlyList<SeenPurchase> _purchases = [];
    private IReadOnlyList<RejectedView> _rejected = [];
    private long? _stored;
    private long? _rejectedWaiting;

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
        var buys = Has(nameof(Buy));
        var records = Has(nameof(RecordPurchases));
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
                _rejectedWaiting = await kept.RejectedWaitingAsync(cancellationToken);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or LogUnavailableException)
        {
            problem = e.Message;
        }

        return new(
            catalog.Functions.FirstOrDefault(function => function.Name == nameof(Buy))?.Path(settings.RoutePrefix),
            Has(nameof(GetOpenApi)) ? DocsPage.Path : null,
            totals.Since,
            new(
                buys ? totals.Accepted.Total : null,
                buys ? totals.Refused.Total : null,
                buys ? totals.Failed.Total : null,
                records ? totals.Recorded.Total : null,
                records ? totals.Duplicates.Total : null,
                records ? totals.Rejected.Total : null),
            new(place?.End, place?.Lag, _stored, _rejectedWaiting),
            new(
                Series.BucketSeconds,
                bucket,
                new(
                    totals.Accepted.Recent(bucket),
                    totals.Refused.Recent(bucket),
                    totals.Failed.Recent(bucket),
                    totals.Recorded.Recent(bucket),
                    totals.Duplicates.Recent(bucket),
                    totals.Rejected.Recent(bucket)),
                _lag.Recent(bucket)),
            _purchases,
            _rejected,
            problem);
    }

    private bool Has(string function) => catalog.Functions.Any(definition => definition.Name == function);

    private TopicProgress? Locate() =>
        configuration["KAFKA_TOPIC"] is { Length: > 0 } topic && configuration["KAFKA_GROUP_ID"] is { Length: > 0 } group ? progress.Of(topic, group) : null;

    private async Task ReadAsync(TopicProgress place, CancellationToken cancellationToken)
    {
        _purchases = await newest.ReadAsync(topics.Open(place.Topic), place.End, place.Next, cancellationToken);
        _rejected = [.. (await rejected.ListAsync(RejectedState.Waiting, null, RejectedMax, cancellationToken)).Select(RejectedView.Of)];
        _read = place;
    }
}
