using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>Puts rejected events on the topic again. The rejected copy stays open until the recorder has processed the successor.</summary>
public sealed class ReplayFunctions(Replays replays, PurchaseTelemetry telemetry, IEventPublisher publisher)
{
    /// <summary>POST /rejected/{topic}/{partition}/{offset}/replay: replays one event, unchanged or as corrected in the body.</summary>
    [Function(nameof(ReplayRejectedEvent))]
    public async Task<PublishOutput> ReplayRejectedEvent(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/{topic}/{partition}/{offset}/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var replay = await replays.ReadOneAsync(request, cancellationToken);
        if (!replay.Succeeded) return new() { Response = replay.Problem };

        var eventId = replay.Value.Purchase.EventId;
        return await PublishAsync(request, [replay.Value], new AcceptedPurchase(eventId), eventId);
    }

    /// <summary>POST /rejected/replay: replays a page of open events, unchanged, except those that would be rejected again.</summary>
    [Function(nameof(ReplayRejectedEvents))]
    public async Task<PublishOutput> ReplayRejectedEvents(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var page = await replays.ReadPageAsync(request, cancellationToken);
        if (!page.Succeeded) return new() { Response = page.Problem };

        var (successors, outcome) = page.Value;
        return await PublishAsync(request, successors, TypedResults.Accepted((string?)null, outcome));
    }

    private async Task<PublishOutput> PublishAsync(
        HttpRequest request, IReadOnlyList<Replay> successors, IResult accepted, string? eventId = null)
    {
        using var create = telemetry.StartCreate(request, eventId);
        return await publisher.PublishAsync(
            [.. successors.Select(successor => TopicMessage.OfReplay(successor, create.TraceParent))],
            telemetry.Sent(accepted, successors.Count));
    }
}
