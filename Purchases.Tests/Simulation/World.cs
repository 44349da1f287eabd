using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Functions;

namespace Purchases.Tests.Simulation;

/// <summary>The real stores, and how an operator empties them.</summary>
internal sealed record Stores(
    IPurchaseStore Purchases, IRejectedEventStore Rejected, Func<Task> ClearAsync, Func<string, Task> EraseAsync);

/// <summary>All that there is in one run: a topic, two recorders, HTTP calls under way, a clock, and the stores.</summary>
internal sealed class World
{
    public static readonly string[] Users = ["ann", "bob", "eve"];

    private readonly Consumer[] _consumers;
    private readonly List<Process> _calls = [];
    private long[] _erasedTo = [0, 0];

    public World(Stores stores, Action<string> note)
    {
        (Stores, Note, Model) = (stores, note, new(this));
        _consumers = [new("recorder 0", this), new("recorder 1", this)];
        Rebalance(0);
    }

    public Stores Stores { get; }

    public Action<string> Note { get; }

    public Model Model { get; }

    public Topic Topic { get; } = new();

    public FakeTimeProvider Clock { get; } = Some.Clock();

    /// <summary>Whether the store has a rule of its own, such as a validator, that refuses banned items.</summary>
    public bool HasRule { get; set; } = true;

    private List<Process> UnderWay => [.. _consumers.Select(consumer => consumer.Process).Concat(_calls).Where(one => one.IsUnderWay)];

    public static bool MayRefuse(PurchaseCreated purchase) => purchase.ItemId == "banned";

    public bool Refuses(PurchaseCreated purchase) => HasRule && MayRefuse(purchase);

    public async Task BuyAsync(string user, string? key, string item, Fate fate)
    {
        var call = Call.Post($$"""{"userId":"{{user}}","itemId":"{{item}}","quantity":1}""");
        if (key is not null) call.Request.Headers["Idempotency-Key"] = key;
        await CallAsync(
            $"{user}'s buy",
            call,
            async process => (await new Buy(Clock, Some.Telemetry, process).RunAsync(call.Request, CancellationToken.None)).Response,
            () => Model.Accepted(user, key, item, call.Json.GetProperty("eventId").GetString()!));
        await _calls[^1].ContinueAsync(fate);
    }

    public Task DeliverAsync(int consumer, int eventsMax, bool twice) => _consumers[consumer].DeliverAsync(eventsMax, twice);

    /// <summary>Lets a process that is under way make this many successful calls. The next call meets this fate.</summary>
    public async Task ContinueAsync(int number, int calls, Fate fate)
    {
        if (UnderWay is not { Count: > 0 } underWay) return;
        var process = underWay[number % underWay.Count];
        for (; calls > 0 && process.IsUnderWay; calls--) await process.ContinueAsync(Fate.Works);
        if (process.IsUnderWay) await process.ContinueAsync(fate);
    }

    /// <param name="owners">A bit for each partition: the number of its consumer.</param>
    public void Rebalance(int owners)
    {
        for (var consumer = 0; consumer < 2; consumer++)
            _consumers[consumer].Assign([.. new[] { 0, 1 }.Where(partition => ((owners >> partition) & 1) == consumer)]);
    }

    /// <summary>An operator sets the group's offset back, but not behind what was erased.</summary>
    public void Rewind(int partition, int events)
    {
        Topic.Committed[partition] = Math.Max(_erasedTo[partition], Topic.Committed[partition] - events);
        Rebalance(0);
    }

    /// <param name="corrected">Null to replay it unchanged.</param>
    public async Task ReplayAsync(int number, PurchaseCreated? corrected = null)
    {
        if (await OpenAsync(number, corrected is null ? "" : PurchaseJson.Write(corrected)) is not var (position, call)) return;
        await CallAsync($"replay of {position}", call, async process =>
            (await Replays(process).ReplayRejectedEvent(call.Request, CancellationToken.None)).Response);
    }

    public Task ReplayPageAsync(int limit)
    {
        var call = new Call($"?limit={limit}");
        return CallAsync("replay of a page", call, async process =>
            (await Replays(process).ReplayRejectedEvents(call.Request, CancellationToken.None)).Response);
    }

    public async Task DismissAsync(int number)
    {
        if (await OpenAsync(number, "") is not var (position, call)) return;
        await CallAsync($"dismissal of {position}", call, process =>
            new RejectedEventFunctions(new(process, process, Clock)).DismissRejectedEvent(call.Request, CancellationToken.None));
    }

    /// <summary>In the order of docs/adr/0010-erasure.md: once everything is recorded, and nothing is under way.</summary>
    public async Task EraseAsync(string user)
    {
        await RestAsync();
        await Stores.EraseAsync(user);
        foreach (var entry in Topic.All)
            entry.IsErased |= entry.Purchase?.UserId == user || entry.Record.Key.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(user));
        _erasedTo = [.. Topic.Committed];
        Model.Erased(user);
    }

    /// <summary>Nothing fails any more: what is under way ends, and all that is on the topic is delivered.</summary>
    public async Task RestAsync()
    {
        for (var steps = 0; UnderWay.Count > 0 || !Topic.IsConsumed; steps++)
        {
            Model.Holds(steps < 1000, "In the end every call is answered, and every event is recorded or kept.");
            if (UnderWay.Count == 0) Rebalance(0);
            await (UnderWay.Count > 0 ? UnderWay[0].ContinueAsync(Fate.Works) : DeliverAsync(0, int.MaxValue, twice: false));
        }

        Rebalance(0);
    }

    private ReplayFunctions Replays(Process process) =>
        new(new(new(process, process, Clock), process, process, Clock), Some.Telemetry, process);

    private Task CallAsync(string name, Call call, Func<Process, Task<IResult>> function, Action? accepted = null)
    {
        var process = new Process(name, this);
        _calls.Add(process);
        return process.StartAsync(async () =>
        {
            try
            {
                await call.AnswerAsync(await function(process));
            }
            catch (UnavailableException e)
            {
                // As on both hosts.
                await call.AnswerAsync(Problem.Of(e, call.Context, "", NullLogger.Instance, CancellationToken.None));
            }

            Note($"{name} is answered {call.Status}");
            if (call.Status == StatusCodes.Status202Accepted) accepted?.Invoke();
            else Model.Holds(!process.HoldsClaims, "A call that isn't answered 202 releases what it has claimed.", name);
        });
    }

    // A call to one of the events that an operator sees in the list.
    private async Task<(EventPosition Position, Call Call)?> OpenAsync(int number, string body)
    {
        var open = await Stores.Rejected.ListAsync(RejectedState.Waiting, null, 1000, CancellationToken.None);
        if (open.Count == 0) return null;
        var (position, call) = (open[number % open.Count].Position, Call.Post(body));
        call.Request.RouteValues = new(new { topic = position.Topic, partition = position.Partition, offset = position.Offset });
        return (position, call);
    }
}
