using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using Purchases.Functions.Mongo;
using Purchases.Local.Embedded;
using Purchases.Tests.Fuzz;
using Purchases.Tests.Mongo;
using Xunit.Sdk;

namespace Purchases.Tests.Simulation;

/// <summary>
/// The real functions, recorder and stores in schedules where everything that can go wrong does, in any order: deterministic simulation,
/// as FoundationDB and TigerBeetle are tested. The seed determines every schedule.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    // In four parts, so that none takes long on a busy machine.
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public async Task Whatever_happens_Local_keeps_its_promises(int part)
    {
        // In memory: other tests check what survives a power cut.
        using var folder = new TestFolder(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        using var file = new StoreFile(new(folder.File("data")));
        await RunAsync(part, 500, new(
            new SqlitePurchaseStore(file),
            new SqliteRejectedEventStore(file),
            () => ExecuteAsync("DELETE FROM purchases; DELETE FROM purchases_rejected"),
            user => ExecuteAsync($"""
                DELETE FROM purchases WHERE user_id = '{user}';
                DELETE FROM purchases_rejected WHERE user_id = '{user}' OR "key" = CAST('{user}' AS BLOB)
                """)));

        Task ExecuteAsync(string sql) => file.WriteAsync(connection => connection.Execute(sql), CancellationToken.None);
    }

    [Fact]
    public async Task Whatever_happens_MongoDB_keeps_the_promises()
    {
        TestDatabases.SkipWithoutServer();
        await using var databases = new TestDatabases();
        var connection = databases.Create();
        await RunAsync(0, 100, new(
            new MongoPurchaseStore(connection, TimeProvider.System, NullLogger<MongoPurchaseStore>.Instance),
            new MongoRejectedEventStore(connection, TimeProvider.System, NullLogger<MongoRejectedEventStore>.Instance),
            () => DeleteAsync(new(), new()),
            user => DeleteAsync(
                new("userId", user),
                new("$or", new BsonArray { new BsonDocument("userId", user), new BsonDocument("key", user) }))));

        async Task DeleteAsync(BsonDocument purchases, BsonDocument rejected)
        {
            await connection.Purchases.WriteAsync((all, stop) => all.DeleteManyAsync(purchases, stop), CancellationToken.None);
            await connection.Rejected.WriteAsync((all, stop) => all.DeleteManyAsync(rejected, stop), CancellationToken.None);
        }
    }

    // On a thread of its own, because a run is long, and xunit's synchronization context would come between a process and the schedule.
    private Task RunAsync(int part, int schedules, Stores stores) => Task.Factory.StartNew(
        () => Property.Holds(output, schedules, Schedule.All, schedule => RunAsync(schedule, stores).GetAwaiter().GetResult(), part),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task RunAsync(Schedule schedule, Stores stores)
    {
        var lines = new List<string>();
        try
        {
            await stores.ClearAsync();
            var world = new World(stores, line => lines.Add($"       {line}"));
            foreach (var (number, command) in schedule.Commands.Index())
            {
                lines.Add($"{number + 1,4}. {command.Text}");
                await command.HappenAsync(world);
            }

            lines.Add("      From now on nothing fails.");
            await world.RestAsync();
            await world.Model.CheckAsync(atRest: true);
        }
        catch (Exception e)
        {
            throw new XunitException(string.Join('\n', [e.Message, .. lines]), e);
        }
    }
}
