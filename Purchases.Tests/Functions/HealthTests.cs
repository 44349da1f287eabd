using Moq;
using Purchases.Core;
using Purchases.Functions;
using Purchases.Tests.Support;

namespace Purchases.Tests.Functions;

public sealed class HealthTests
{
    private readonly Mock<Func<Task>> _check = new();

    [Fact]
    public async Task Health_is_ok_although_the_store_is_not_ready()
    {
        StoreIsDown();
        var answer = await RunAsync(probe: null);

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"status":"ok"}""", answer.Body);
        _check.VerifyNoOtherCalls();
    }

    [Theory]
    [InlineData("live")]
    [InlineData("readyz")]
    public async Task Another_probe_is_404(string probe) => Assert.Equal(404, (await RunAsync(probe)).Status);

    private void StoreIsDown() =>
        _check.Setup(check => check()).ThrowsAsync(new UnavailableException("It is down."));

    private async Task<Call> RunAsync(string? probe)
    {
        var checks = ReadinessChecks.Of(Some.Clock(), ("store", _check.Object));
        var call = new Call();
        if (probe is not null) call.Request.RouteValues["probe"] = probe;
        return await Call.AnsweredByAsync(
            await new Health(checks).RunAsync(call.Request, CancellationToken.None));
    }
}
