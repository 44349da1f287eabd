using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>
/// POST /rejected/replay: puts a page of rejected events on the topic again, as they were. Those that would be rejected again are left
/// alone.
/// </summary>
public sealed class ReplayRejectedEvents(Replays replays, PurchaseTelemetry telemetry, IEventPublisher publisher)
{
    [Function(nameof(ReplayRejectedEvents))]
    public async Task<PublishOutput> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var page = await replays.ReadPageAsync(request, cancellationToken);
        if (!page.Succeeded) return new() { Response = page.Problem };

        var (successors, outcome) = page.Value;
        using var create = telemetry.StartCreate(request);
        return await publisher.PublishAsync(
            [.. successors.Select(replay => TopicMessage.OfReplay(replay, create.TraceParent))],
            telemetry.Sent(TypedResults.Accepted((string?)null, outcome), outcome.Replayed));
    }
}
