using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>POST /rejected/replay: puts a page of rejected events on the topic again, as they were; those that can't be read even now are left alone.</summary>
public sealed class ReplayRejectedEvents(RejectedEvents rejected, PurchaseTelemetry telemetry, IEventPublisher publisher)
{
    [Function(nameof(ReplayRejectedEvents))]
    public async Task<PublishOutput> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = PageQuery.Read(request.Query);
        if (!query.Succeeded) return new() { Response = query.Problem };

        var page = await rejected.ReplayPageAsync(query.Value, cancellationToken);
        if (!page.Succeeded) return new() { Response = page.Problem };

        var (replays, outcome) = page.Value;
        using var create = telemetry.StartCreate(request);
        return await publisher.PublishAsync(
            [.. replays.Select(replay => TopicMessage.OfReplay(replay, create.TraceParent))],
            telemetry.Sent(TypedResults.Accepted((string?)null, outcome), outcome.Replayed));
    }
}
