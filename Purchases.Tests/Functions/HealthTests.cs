using Purchases.Functions;

namespace Purchases.Tests.Functions;

public sealed class HealthTests
{
    [Theory]
    [InlineData("live")]
    [InlineData("readyz")]
    public async Task Another_probe_is_404(string probe)
    {
        var call = new Call();
        call.Request.RouteValues["probe"] = probe;
        var answer = await Call.AnsweredByAsync(
            await new Health(ReadinessChecks.Of(Some.Clock())).RunAsync(call.Request, CancellationToken.None));

        Assert.Equal(404, answer.Status);
    }
}
