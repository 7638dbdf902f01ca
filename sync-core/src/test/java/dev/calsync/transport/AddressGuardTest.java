package dev.calsync.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::10.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a00:1::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1"
            })
    void publicInternet_refusesWhatIsNotGlobal(String literal) throws UnknownHostException {
        assertThat(AddressGuard.publicInternet().permits(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                "128.0.0.1", "169.253.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.255",
                "2606:4700::1111", "2a00:1450::1", "64:ff9b::101:101", "2002:101:101::1"
            })
    void publicInternet_permitsWhatIsGlobal(String literal) throws UnknownHostException {
        assertThat(AddressGuard.publicInternet().permits(address(literal))).isTrue();
    }

    @Test
    void alsoNetworks_opensThoseAndNoMore() throws UnknownHostException {
        AddressGuard guard = AddressGuard.publicInternet().alsoNetworks("10.20.0.0/15", "fd12::/16");

        assertThat(guard.permits(address("10.20.0.1"))).isTrue();
        assertThat(guard.permits(address("10.21.255.255"))).isTrue();
        assertThat(guard.permits(address("10.22.0.0"))).isFalse();
        assertThat(guard.permits(address("10.19.255.255"))).isFalse();
        assertThat(guard.permits(address("fd12:1::1"))).isTrue();
        assertThat(guard.permits(address("fd13::1"))).isFalse();
        assertThat(guard.permits(address("1.1.1.1"))).isTrue();
    }

    @Test
    void loopback_isOpenedAlone() throws UnknownHostException {
        assertThat(AddressGuard.publicInternet().alsoLoopback().permits(address("127.0.0.1")))
                .isTrue();
        assertThat(AddressGuard.publicInternet().alsoLoopback().permits(address("10.0.0.1")))
                .isFalse();
        assertThat(AddressGuard.loopbackOnly().permits(address("1.1.1.1"))).isFalse();
        assertThat(AddressGuard.loopbackOnly().permits(address("::1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0", "10.0.0.0/33", "fd00::/129", "example.com/8", "10.0.0.0/-1", "10.0.0.0/x", "/8", ""})
    void malformedNetwork_isRefused(String network) {
        assertThatThrownBy(() -> AddressGuard.publicInternet().alsoNetworks(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a network is written like");
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getAllByName(literal)[0];
    }
}
