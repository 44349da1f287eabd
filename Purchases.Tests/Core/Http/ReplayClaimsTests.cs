using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Moq;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Http;

/// <summary>What a call has claimed is given back once, unless it is answered 202.</summary>
public sealed class ReplayClaimsTests
{
    private static readonly EventPosition One = new("t", 0, 1);

    private readonly Mock<IRejectedEventStore> _store = new();
    private readonly Answer _answer = new();

    public ReplayClaimsTests() => _store
        .Setup(store => store.TryClaimAsync(It.IsAny<EventPosition>(), It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync((EventPosition position, EventTimestamp _, CancellationToken _) => position == One);

    // The caller may repeat the call as soon as it has the answer.
    [Fact]
    public async Task They_are_given_back_before_the_answer_begins_and_only_then()
    {
        await ClaimAsync();

        await _answer.BeginAsync(StatusCodes.Status503ServiceUnavailable);
        Released(Times.Once());

        await _answer.EndAsync();
        Released(Times.Once());
    }

    [Fact]
    public async Task They_are_given_back_when_the_caller_has_gone_before_the_answer_began()
    {
        await ClaimAsync();

        await _answer.EndAsync();

        Released(Times.Once());
    }

    [Fact]
    public async Task They_stay_when_the_answer_is_202()
    {
        await ClaimAsync();

        await _answer.BeginAsync(StatusCodes.Status202Accepted);
        await _answer.EndAsync();

        Released(Times.Never());
    }

    [Fact]
    public async Task A_store_that_can_not_take_them_back_changes_no_answer()
    {
        _store.Setup(store => store.ReleaseAsync(One, It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new UnavailableException("away"));
        await ClaimAsync();

        await _answer.BeginAsync(StatusCodes.Status503ServiceUnavailable);

        Released(Times.Once());
    }

    // One is claimed; the other is another call's.
    private async Task ClaimAsync()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(_answer);
        var claims = ReplayClaims.Of(context, _store.Object, Some.Clock());
        Assert.True(await claims.TryTakeAsync(One, CancellationToken.None));
        Assert.False(await claims.TryTakeAsync(new("t", 0, 2), CancellationToken.None));
    }

    private void Released(Times times)
    {
        _store.Verify(store => store.ReleaseAsync(One, Some.Purchase.Timestamp, CancellationToken.None), times);
        _store.Verify(
            store => store.ReleaseAsync(It.IsAny<EventPosition>(), It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()), times);
    }
}
