using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Purchases.Core.Json;
using Purchases.Tests.Contracts;

namespace Purchases.Tests.Simulation;

/// <summary>One thing that happens. It may happen at any time, so that any part of a schedule is a schedule.</summary>
internal sealed record Command(string Text, Func<World, Task> HappenAsync)
{
    public static Command Of(string text, Action<World> happen) => new(text, world =>
    {
        happen(world);
        return Task.CompletedTask;
    });
}

/// <summary>The commands of one run.</summary>
internal sealed record Schedule(Command[] Commands)
{
    // An example for each code that the content alone decides. A code without one fails.
    private static readonly Dictionary<RejectionCode, byte[]?> BadEvents = new(
        from bad in EventCase.All
        where bad.Rejected is not null
        group Encoding.UTF8.GetBytes(bad.Value) by RejectionCodes.Parse(bad.Rejected!.Code) into examples
        select KeyValuePair.Create(examples.Key, (byte[]?)examples.First()))
    {
        [RejectionCode.Empty] = null,
        [RejectionCode.NotUtf8] = [0xFF],
        [RejectionCode.TooLarge] = new byte[Limits.EventBytesMax + 1],
    };

    private static readonly Gen<RejectionCode> Codes = Gen.Elements(
        Enum.GetValues<RejectionCode>().Except([RejectionCode.Unknown, RejectionCode.Conflict, RejectionCode.RefusedByStore]).ToArray());

    private static readonly Gen<string> Users = Gen.Elements(World.Users);
    private static readonly Gen<string> Items = Gen.Elements("i1", "i2");
    private static readonly Gen<int> One = Gen.Choose(0, 1);
    private static readonly Gen<int> Few = Gen.Choose(1, 4);
    private static readonly Gen<int> Places = Gen.Elements(0, 0, 0, 1, 2);
    private static readonly Gen<Fate> Fates = Gen.OneOf(Gen.Constant(Fate.Works), Gen.Elements(Enum.GetValues<Fate>()));

    // Few eventIds and times, so that they meet again.
    private static readonly Gen<PurchaseCreated> Purchases =
        from id in Few
        from user in Users
        from item in Gen.OneOf(Items, Gen.Elements("i1", "banned"))
        from second in One
        let time = Some.Purchase.Timestamp + TimeSpan.FromSeconds(second)
        select Some.Purchase with { EventId = $"e{id}", UserId = user, ItemId = item, Timestamp = time };

    private static readonly Gen<Command> Any = Gen.Frequency(
        (8, from user in Users
            from key in Gen.Elements("k1", "k2", null)
            from item in Items
            from fate in Fates
            select new Command($"{user} buys {item} with {key ?? "no key"}: {fate}", world => world.BuyAsync(user, key, item, fate))),
        (8, from purchase in Purchases
            from partition in One
            let json = PurchaseJson.Write(purchase)
            select Command.Of($"another producer publishes to t/{partition}: {json}", world =>
                world.Topic.Append(partition, purchase.UserId, Encoding.UTF8.GetBytes(json), null))),
        (3, from code in Codes
            from user in Users
            from partition in One
            select Command.Of($"an event with {code.Text()} is published to t/{partition} with key {user}", world =>
                world.Topic.Append(partition, user, BadEvents[code], code))),
        (14, from recorder in One
             from events in Gen.Choose(1, 8)
             from twice in Gen.Elements(false, false, true)
             select new Command($"recorder {recorder} gets {events} events{(twice ? ", the first one twice" : "")}", world =>
                 world.DeliverAsync(recorder, events, twice))),
        (30, from process in Gen.Choose(0, 99)
             from calls in Gen.Elements(0, 0, 0, 1, 1, 2, 4)
             from fate in Fates
             select new Command($"process {process} continues: {calls} calls work, and the next one: {fate}", world =>
                 world.ContinueAsync(process, calls, fate))),
        (2, from owners in Gen.Choose(0, 3)
            select Command.Of($"a rebalance gives t/0 to recorder {owners & 1} and t/1 to recorder {owners >> 1}", world =>
                world.Rebalance(owners))),
        (2, from partition in One
            from events in Few
            select Command.Of($"t/{partition} is set back by {events} events", world => world.Rewind(partition, events))),
        (5, from place in Places select new Command($"an operator replays open event {place}", world => world.ReplayAsync(place))),
        (12, from place in Places
             from purchase in Purchases
             select new Command($"an operator replays open event {place} corrected: {PurchaseJson.Write(purchase)}", world =>
                 world.ReplayAsync(place, purchase))),
        (4, from limit in Few select new Command($"an operator replays {limit} events", world => world.ReplayPageAsync(limit))),
        (5, from place in Places select new Command($"an operator dismisses open event {place}", world => world.DismissAsync(place))),
        (3, from minutes in Gen.Elements(1, 9, 10)
            select Command.Of($"{minutes} minutes pass", world => world.Clock.Advance(TimeSpan.FromMinutes(minutes)))),
        (1, from user in Users select new Command($"the data of {user} is erased", world => world.EraseAsync(user))),
        (2, from rule in Gen.Elements(true, false)
            select Command.Of($"the store {(rule ? "rejects" : "accepts")} banned items", world => world.HasRule = rule)),
        (4, Gen.Constant(new Command("all lists are read", world => world.Model.CheckAsync(atRest: false)))));

    /// <summary>Schedules, and the shorter ones to try when one fails: without 32 successive commands, 16, … one.</summary>
    public static Arbitrary<Schedule> All { get; } = Arb.From(
        Any.ArrayOf(60).Select(commands => new Schedule(commands)),
        schedule =>
            from length in new[] { 32, 16, 8, 4, 2, 1 }
            from part in schedule.Commands.Chunk(length).Index()
            select new Schedule([.. schedule.Commands.Where((_, number) => number / length != part.Index)]));

    // FsCheck prints this; the failure lists the commands.
    public override string ToString() => $"{Commands.Length} commands";
}
