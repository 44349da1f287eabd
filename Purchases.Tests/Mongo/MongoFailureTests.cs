using System.Net;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Servers;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class MongoFailureTests
{
    private static readonly ConnectionId Connection = new(new ServerId(new ClusterId(), new DnsEndPoint("secret-host", 27017)));

    public static TheoryData<Exception> Passing =>
    [
        new TimeoutException("secret-host"),
        new MongoConnectionException(Connection, "secret-host"),
        new MongoNotPrimaryException(Connection, [], []),
        new MongoNodeIsRecoveringException(Connection, [], []),
        new MongoExecutionTimeoutException(Connection, "secret-host"),
        Command(262),
        new TimeoutException("Timed out waiting for a connection after 3000ms."),
        Labelled("RetryableWriteError"),
        Labelled("RetryableError"),
        Labelled("TransientTransactionError"),
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public void What_may_pass_is_tried_again_and_said_without_the_host(Exception exception)
    {
        var message = MongoFailure.Describe(exception);

        Assert.NotEmpty(message ?? "");
        Assert.DoesNotContain("secret-host", message, StringComparison.Ordinal);
    }

    // Those that reach the adapter as plain command errors.
    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(89)]
    [InlineData(133)]
    [InlineData(134)]
    [InlineData(202)]
    [InlineData(262)]
    [InlineData(384)]
    [InlineData(462)]
    [InlineData(9001)]
    [InlineData(11601)]
    [InlineData(16500)]
    public void A_passing_error_is_told_with_its_code_and_is_no_refusal(int code)
    {
        Assert.Equal($"MongoDB can't do this now (code {code}).", MongoFailure.Describe(Command(code)));
        Assert.False(MongoFailure.IsRefusal(Command(code)));
    }

    [Fact]
    public void Waiting_for_a_connection_is_told_apart_from_looking_for_a_server()
    {
        TimeoutException ofPool = new("Timed out waiting for a connection after 3000ms.");
        TimeoutException ofServer = new("A timeout occurred after 3000ms selecting a server");

        Assert.Contains("maxPoolSize", MongoFailure.Describe(ofPool), StringComparison.Ordinal);
        Assert.Equal("MongoDB can't be reached.", MongoFailure.Describe(ofServer));
    }

    [Fact]
    public void A_refused_login_names_the_setting_to_look_at() =>
        Assert.Contains("MONGO_URI", MongoFailure.Describe(new MongoAuthenticationException(Connection, "")), StringComparison.Ordinal);

    [Fact]
    public void A_refused_command_names_the_setting_to_look_at()
    {
        Assert.Contains("MONGO_URI", MongoFailure.Describe(Command(13)), StringComparison.Ordinal);
        Assert.True(MongoFailure.IsRefusal(Command(13)));
    }

    [Fact]
    public void Atlas_is_told_apart_by_its_own_code() =>
        Assert.StartsWith("MongoDB Atlas refuses it: ", MongoFailure.Describe(Command(8000)), StringComparison.Ordinal);

    [Fact]
    public void A_server_that_can_not_read_what_a_majority_has_is_told_how_it_can() =>
        Assert.Contains("enableMajorityReadConcern", MongoFailure.Describe(Command(148)), StringComparison.Ordinal);

    [Fact]
    public void What_is_wrong_in_the_program_stays_as_it_is()
    {
        Assert.Null(MongoFailure.Describe(Command(9)));
        Assert.Null(MongoFailure.Describe(new InvalidOperationException()));
    }

    private static MongoCommandException Command(int code) => new(Connection, "secret-host", [], new BsonDocument("code", code));

    private static MongoCommandException Labelled(string label)
    {
        var exception = Command(1);
        exception.AddErrorLabel(label);
        return exception;
    }
}
